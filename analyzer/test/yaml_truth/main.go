// What Kubernetes makes of texts of YAML: kubectl's splitter, then sigs.k8s.io/yaml, then the numbers of its JSON reader.
//
// Standard input holds texts, each behind its length (four bytes, little endian); standard output an answer for each,
// in the same way. An answer is a line for each piece that the splitter makes:
//
//	V value   one document and no more
//	D value   a document, and more behind it in the same piece, which Kubernetes drops without a word
//	E         refused
//	?         names of a map fall together as JSON has them, so that chance decides; or something else follows JSON
//
// Documents that are empty or null have no line. A value is written so that equal values are equal texts: see canon.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strconv"

	goyaml "go.yaml.in/yaml/v2"
	machinery "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// As much as kubectl looks at to see whether a text is JSON.
const lookAhead = 4096

func canonText(out *bytes.Buffer, s string) {
	out.WriteByte('"')
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] == '"' || s[i] == '\\' || s[i] >= 0x7f {
			fmt.Fprintf(out, "\\%02x", s[i])
		} else {
			out.WriteByte(s[i])
		}
	}
	out.WriteByte('"')
}

// Whole numbers that fit 64 signed bits in decimal, all others by their bits; names in the order of their bytes.
func canon(out *bytes.Buffer, v interface{}) error {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		fmt.Fprintf(out, "%v", v)
	case string:
		canonText(out, v)
	case json.Number:
		if i, err := v.Int64(); err == nil {
			fmt.Fprintf(out, "%d", i)
			break
		}
		f, err := v.Float64()
		if err != nil {
			return err
		}
		// YAML's 2.0 is 2 for Kubernetes; in JSON both are taken for a whole number here.
		if i, err := json.Number(strconv.FormatFloat(f, 'f', -1, 64)).Int64(); err == nil {
			fmt.Fprintf(out, "%d", i)
			break
		}
		fmt.Fprintf(out, "f%016x", math.Float64bits(f))
	case []interface{}:
		out.WriteByte('[')
		for _, item := range v {
			if err := canon(out, item); err != nil {
				return err
			}
			out.WriteByte(',')
		}
		out.WriteByte(']')
	case map[string]interface{}:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		out.WriteByte('{')
		for _, name := range names {
			canonText(out, name)
			out.WriteByte(':')
			if err := canon(out, v[name]); err != nil {
				return err
			}
			out.WriteByte(',')
		}
		out.WriteByte('}')
	}
	return nil
}

func answerJSON(out *bytes.Buffer, sign byte, text []byte) {
	var v interface{}
	var value bytes.Buffer

	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		out.WriteString("E\n")
		return
	}
	if v == nil && sign == 'V' {
		return
	}
	if err := canon(&value, v); err != nil {
		out.WriteString("E\n")
		return
	}
	out.WriteByte(sign)
	out.Write(value.Bytes())
	out.WriteByte('\n')
}

// Do two names of a map that are different for YAML become one name in JSON?
func collides(v interface{}) bool {
	switch v := v.(type) {
	case []interface{}:
		for _, item := range v {
			if collides(item) {
				return true
			}
		}
	case map[interface{}]interface{}:
		seen := map[string]bool{}
		for key, value := range v {
			name := fmt.Sprint(key)
			if f, is := key.(float64); is {
				name = fmt.Sprint(float32(f))
			}
			if seen[name] || collides(value) {
				return true
			}
			seen[name] = true
		}
	}
	return false
}

// Is there another document, or something that is none, behind the first?
func goesOn(piece []byte) bool {
	var v interface{}

	d := goyaml.NewDecoder(bytes.NewReader(piece))
	if d.Decode(&v) != nil {
		return false
	}
	return !errors.Is(d.Decode(&v), io.EOF)
}

func answerYAML(out *bytes.Buffer, piece []byte) {
	var v interface{}

	if goyaml.Unmarshal(piece, &v) == nil && collides(v) {
		out.WriteString("?\n")
		return
	}
	text, err := yaml.YAMLToJSON(piece)
	if err != nil {
		out.WriteString("E\n")
		return
	}
	sign := byte('V')
	if goesOn(piece) {
		sign = 'D'
	}
	answerJSON(out, sign, text)
}

// Does the splitter stop at this line?
func isRefused(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("---")) {
		return false
	}
	_, err := machinery.NewYAMLReader(bufio.NewReader(bytes.NewReader(line))).Read()
	return err != nil && !errors.Is(err, io.EOF)
}

func answerPieces(out *bytes.Buffer, text []byte) {
	pieces := machinery.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		piece, err := pieces.Read()
		if err != nil {
			return
		}
		answerYAML(out, piece)
	}
}

// A separator that the splitter refuses is a piece of its own, so that what is before and behind it is judged as well.
func answerLines(out *bytes.Buffer, text []byte) {
	begin := 0
	for at := 0; at < len(text); {
		next := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		if isRefused(text[at:next]) {
			answerPieces(out, text[begin:at])
			out.WriteString("E\n")
			begin = next
		}
		at = next
	}
	answerPieces(out, text[begin:])
}

// The text from its first byte on that is not blank.
func rest(text []byte) []byte {
	return bytes.TrimLeft(text, " \t\r\n")
}

// A text that begins with a brace: values of JSON one behind the other, or YAML after all.
func answerBraced(out *bytes.Buffer, text []byte) {
	var raw json.RawMessage

	if json.NewDecoder(bytes.NewReader(text)).Decode(&raw) != nil {
		answerLines(out, rest(text))
		return
	}
	d := machinery.NewYAMLOrJSONDecoder(bytes.NewReader(text), lookAhead)
	for {
		raw = nil
		err := d.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil || !json.Valid(raw) || !bytes.HasPrefix(rest(text), raw) || (raw[0] != '{' && raw[0] != '[') {
			out.WriteString("?\n")
			return
		}
		text = rest(text)[len(raw):]
		answerJSON(out, 'V', raw)
	}
}

func answer(out *bytes.Buffer, text []byte) {
	head := text
	if len(head) > lookAhead {
		head = head[:lookAhead]
	}
	if machinery.IsJSONBuffer(head) {
		answerBraced(out, text)
	} else {
		answerLines(out, text)
	}
}

func run(in *bufio.Reader, to *bufio.Writer) error {
	var length [4]byte
	var out bytes.Buffer

	for {
		if _, err := io.ReadFull(in, length[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return to.Flush()
			}
			return err
		}
		text := make([]byte, binary.LittleEndian.Uint32(length[:]))
		if _, err := io.ReadFull(in, text); err != nil {
			return err
		}
		out.Reset()
		answer(&out, text)
		binary.LittleEndian.PutUint32(length[:], uint32(out.Len()))
		to.Write(length[:])
		to.Write(out.Bytes())
	}
}

func main() {
	if err := run(bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
