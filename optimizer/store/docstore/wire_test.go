package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
)

// raw builds a message with a right length from an opcode and what follows the header.
func raw(opcode uint32, body []byte) message {
	m := make(message, headerLen, headerLen+len(body))
	m = append(m, body...)
	binary.LittleEndian.PutUint32(m, uint32(len(m)))
	binary.LittleEndian.PutUint32(m[12:], opcode)
	return m
}

// document is a BSON document with one int32 element.
func document(name string) []byte {
	return newMessage(0, 0, field{name, int32(1)})[headerLen+5:]
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestReadMessageReadsOneMessageAfterTheOther(t *testing.T) {
	first, second := newMessage(1, 0, field{"ping", int32(1)}), newMessage(2, 0, field{"find", "rounds"})
	stream := bytes.NewReader(join(first, second))
	for _, want := range []message{first, second} {
		got, err := readMessage(stream)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("got % x, %v; want % x", got, err, want)
		}
	}
	if _, err := readMessage(stream); err != io.EOF {
		t.Fatalf("after the last message: got %v, want io.EOF", err)
	}
}

func TestReadMessageRefusesWhatCannotBeAMessage(t *testing.T) {
	whole := newMessage(1, 0, field{"ping", int32(1)})
	tooShort := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(tooShort, headerLen-1)
	tooLong := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(tooLong, maxMessageLen+1)
	for want, stream := range map[string][]byte{
		"malformed message: length 15 is not from 16 to 48000000":       tooShort,
		"malformed message: length 48000001 is not from 16 to 48000000": tooLong,
		"malformed message: unexpected EOF":                             whole[:len(whole)-1],
	} {
		if _, err := readMessage(bytes.NewReader(stream)); !errors.Is(err, errMalformed) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := readMessage(bytes.NewReader(whole[:10])); err != io.ErrUnexpectedEOF {
		t.Fatalf("cut in the header: got %v, want io.ErrUnexpectedEOF", err)
	}
}

func TestCommandIsTheFirstKeyOfTheBody(t *testing.T) {
	flags := []byte{0, 0, 0, 0}
	sequence := join([]byte{1, 14, 0, 0, 0}, []byte("docs\x00"), document("x")[:5])
	query := join(flags, []byte("admin.$cmd\x00"), make([]byte, 8))
	for name, c := range map[string]struct {
		message message
		want    string
	}{
		"a body alone":                       {raw(opMsg, join(flags, []byte{0}, document("update"))), "update"},
		"a document sequence first":          {raw(opMsg, join(flags, sequence, []byte{0}, document("insert"))), "insert"},
		"a legacy query":                     {raw(opQuery, join(query, document("ismaster"))), "ismaster"},
		"a compressed message":               {raw(2012, document("update")), ""},
		"no section":                         {raw(opMsg, flags), ""},
		"no flags":                           {raw(opMsg, nil), ""},
		"a section longer than the rest":     {raw(opMsg, join(flags, []byte{0, 255, 255, 255, 255, 1, 'x', 0})), ""},
		"a name without an end":              {raw(opMsg, join(flags, []byte{0, 8, 0, 0, 0, 16, 'a', 'b', 'c'})), ""},
		"an empty section, which never ends": {raw(opMsg, join(flags, []byte{1, 0, 0, 0, 0, 0})), ""},
		"a query cut after its collection":   {raw(opQuery, join(flags, []byte("admin.$cmd\x00"))), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.message.command(); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCommandNeverPanics(t *testing.T) {
	// Every cut of a valid message, with its length made right again.
	valid := raw(opMsg, join([]byte{0, 0, 0, 0, 1, 9, 0, 0, 0}, []byte("docs\x00"), []byte{0}, document("insert")))
	for _, opcode := range []uint32{opMsg, opQuery} {
		for end := headerLen; end <= len(valid); end++ {
			cut := raw(opcode, valid[headerLen:end])
			_, _ = cut.command(), cut.oneWay()
		}
	}
}

func TestOneWayIsTheMoreToComeFlag(t *testing.T) {
	body := join([]byte{0}, document("update"))
	if !raw(opMsg, join([]byte{2, 0, 0, 0}, body)).oneWay() {
		t.Error("moreToCome set: want one-way")
	}
	if raw(opMsg, join([]byte{1, 0, 1, 0}, body)).oneWay() {
		t.Error("checksum and exhaust flags: want a reply")
	}
}

func TestNewMessageIsTheDocumentedLayout(t *testing.T) {
	got := newMessage(7, 9, field{"ok", int32(1)}, field{"s", "ab"})
	want := join(
		// Header: length, ids, opcode 0x7dd is 2013.
		[]byte{44, 0, 0, 0}, []byte{7, 0, 0, 0}, []byte{9, 0, 0, 0}, []byte{0xdd, 7, 0, 0},
		// Flags, kind of section, length of the document: 4 + 8 + 10 + 1.
		[]byte{0, 0, 0, 0}, []byte{0}, []byte{23, 0, 0, 0},
		[]byte{0x10, 'o', 'k', 0}, []byte{1, 0, 0, 0},
		[]byte{0x02, 's', 0}, []byte{3, 0, 0, 0}, []byte{'a', 'b', 0},
		[]byte{0},
	)
	if !bytes.Equal(got, want) {
		t.Fatalf("got  % x\nwant % x", got, want)
	}
}
