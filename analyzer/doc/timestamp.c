/* Dates and times. */
#include "doc/timestamp.h"

struct moment {
	const char *at, *end;
};

static bool take(struct moment *m, char c)
{
	if (m->at == m->end || *m->at != c)
		return false;
	m->at++;
	return true;
}

static bool is_digit_at(const struct moment *m, size_t ahead)
{
	return (size_t)(m->end - m->at) > ahead && m->at[ahead] >= '0' && m->at[ahead] <= '9';
}

/* From least to most digits. */
static bool number(struct moment *m, int least, int most, int *out)
{
	int n = 0;

	for (*out = 0; n < most && is_digit_at(m, 0); n++)
		*out = *out * 10 + (*m->at++ - '0');
	return n >= least;
}

static int days_of(int month, int year)
{
	if (month == 2)
		return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool date(struct moment *m)
{
	int year, month, day;

	return number(m, 4, 4, &year) && take(m, '-') && number(m, 1, 2, &month) && take(m, '-') && number(m, 1, 2, &day)
		&& month >= 1 && month <= 12 && day >= 1 && day <= days_of(month, year);
}

static bool time_of_day(struct moment *m)
{
	int hour, minute, second;

	if (!number(m, 1, 2, &hour) || !take(m, ':') || !number(m, 1, 2, &minute) || !take(m, ':') || !number(m, 1, 2, &second))
		return false;
	if (is_digit_at(m, 1) && (take(m, '.') || take(m, ',')))
		while (is_digit_at(m, 0))
			m->at++;
	return hour < 24 && minute < 60 && second < 60;
}

static bool zone(struct moment *m)
{
	int hours, minutes;

	if (take(m, 'Z'))
		return true;
	return (take(m, '+') || take(m, '-')) && number(m, 2, 2, &hours) && take(m, ':') && number(m, 2, 2, &minutes)
		&& hours <= 24 && minutes <= 60;
}

bool timestamp_valid(const char *text, size_t len)
{
	struct moment m = { text, text + len };

	if (!date(&m))
		return false;
	if (m.at == m.end)
		return true;
	if (take(&m, ' '))
		return time_of_day(&m) && m.at == m.end;
	return (take(&m, 'T') || take(&m, 't')) && time_of_day(&m) && zone(&m) && m.at == m.end;
}
