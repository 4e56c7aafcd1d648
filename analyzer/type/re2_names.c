/* The names of RE2's Unicode classes. */
#include <string.h>

#include "type/re2.h"

#define MAX_NAME 64

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Unicode's categories, their long names and its scripts, in lower case and without underscores (Unicode 15). */
static const char unicode_names[] =
	" adlam ahom anatolianhieroglyphs any arabic armenian ascii assigned avestan balinese bamum bassavah batak"
	" bengali bhaiksuki bopomofo brahmi braille buginese buhid c canadianaboriginal carian casedletter"
	" caucasianalbanian cc cf chakma cham cherokee chorasmian closepunctuation cn cntrl co combiningmark"
	" common connectorpunctuation control coptic cs cuneiform currencysymbol cypriot cyprominoan cyrillic"
	" dashpunctuation decimalnumber deseret devanagari digit divesakuru dogra duployan egyptianhieroglyphs"
	" elbasan elymaic enclosingmark ethiopic finalpunctuation format georgian glagolitic gothic grantha greek"
	" gujarati gunjalagondi gurmukhi han hangul hanifirohingya hanunoo hatran hebrew hiragana imperialaramaic"
	" inherited initialpunctuation inscriptionalpahlavi inscriptionalparthian javanese kaithi kannada katakana"
	" kawi kayahli kharoshthi khitansmallscript khmer khojki khudawadi l lao latin lc lepcha letter"
	" letternumber limbu lineara linearb lineseparator lisu ll lm lo lowercaseletter lt lu lycian lydian m"
	" mahajani makasar malayalam mandaic manichaean marchen mark masaramgondi mathsymbol mc me medefaidrin"
	" meeteimayek mendekikakui meroiticcursive meroitichieroglyphs miao mn modi modifierletter modifiersymbol"
	" mongolian mro multani myanmar n nabataean nagmundari nandinagari nd newa newtailue nko nl no"
	" nonspacingmark number nushu nyiakengpuachuehmong ogham olchiki oldhungarian olditalic oldnortharabian"
	" oldpermic oldpersian oldsogdian oldsoutharabian oldturkic olduyghur openpunctuation oriya osage osmanya"
	" other otherletter othernumber otherpunctuation othersymbol p pahawhhmong palmyrene paragraphseparator"
	" paucinhau pc pd pe pf phagspa phoenician pi po privateuse ps psalterpahlavi punct punctuation rejang"
	" runic s samaritan saurashtra sc separator sharada shavian siddham signwriting sinhala sk sm so sogdian"
	" sorasompeng soyombo spaceseparator spacingmark sundanese surrogate sylotinagri symbol syriac tagalog"
	" tagbanwa taile taitham taiviet takri tamil tangsa tangut telugu thaana thai tibetan tifinagh tirhuta"
	" titlecaseletter toto ugaritic unassigned uppercaseletter vai vithkuqi wancho warangciti yezidi yi z"
	" zanabazarsquare zl zp zs"
	" ";

bool re2_is_class(const char *name, size_t n)
{
	char plain[MAX_NAME + 3] = " ";
	size_t len = 1;

	if (n == 0 || n > MAX_NAME)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (is_alnum(name[i]))
			plain[len++] = (char)(name[i] | (is_digit(name[i]) ? 0 : 0x20));
		else if (name[i] != '_' && name[i] != '-' && name[i] != ' ')
			return false;
	}
	plain[len] = ' ';
	plain[len + 1] = '\0';
	return len > 1 && strstr(unicode_names, plain);
}
