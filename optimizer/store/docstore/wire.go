package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Opcodes and lengths of the MongoDB wire protocol, as far as the front has to understand them.
const (
	opQuery = 2004
	opMsg   = 2013

	headerLen = 16
	// The longest message that FerretDB accepts.
	maxMessageLen = 48_000_000

	flagMoreToCome = 1 << 1
	sectionBody    = 0
)

var errMalformed = errors.New("malformed message")

// message is one whole message with its header.
type message []byte

// readMessage reads exactly one message. The error is io.EOF if the peer closed between two messages.
func readMessage(r io.Reader) (message, error) {
	var header [headerLen]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header[:])
	if length < headerLen || length > maxMessageLen {
		return nil, fmt.Errorf("%w: length %d is not from %d to %d", errMalformed, length, headerLen, maxMessageLen)
	}
	m := make(message, length)
	copy(m, header[:])
	if _, err := io.ReadFull(r, m[headerLen:]); err != nil {
		// The peer left in the middle, which is never a clean end.
		return nil, fmt.Errorf("%w: %w", errMalformed, io.ErrUnexpectedEOF)
	}
	return m, nil
}

func (m message) requestID() uint32 { return binary.LittleEndian.Uint32(m[4:]) }
func (m message) opcode() uint32    { return binary.LittleEndian.Uint32(m[12:]) }

// oneWay tells whether the sender expects no reply.
func (m message) oneWay() bool {
	return m.opcode() == opMsg && len(m) >= headerLen+4 &&
		binary.LittleEndian.Uint32(m[headerLen:])&flagMoreToCome != 0
}

// command is the name of the command, or empty where it cannot be told: a compressed or damaged message.
func (m message) command() string {
	switch m.opcode() {
	case opMsg:
		return m.commandOfMsg()
	case opQuery:
		return m.commandOfQuery()
	default:
		return ""
	}
}

// commandOfMsg finds the body among the sections; drivers may send document sequences before it.
func (m message) commandOfMsg() string {
	for rest := m.from(headerLen + 4); len(rest) >= 5; {
		kind := rest[0]
		size := binary.LittleEndian.Uint32(rest[1:])
		if uint64(size)+1 > uint64(len(rest)) {
			return ""
		}
		section := rest[1 : 1+size]
		if kind == sectionBody {
			return firstKey(section)
		}
		rest = rest[1+size:]
	}
	return ""
}

// commandOfQuery reads flags, a collection name and two numbers away; the document follows.
func (m message) commandOfQuery() string {
	rest := m.from(headerLen + 4)
	end := bytes.IndexByte(rest, 0)
	if end < 0 || len(rest) < end+1+8 {
		return ""
	}
	return firstKey(rest[end+1+8:])
}

func (m message) from(offset int) []byte {
	if len(m) < offset {
		return nil
	}
	return m[offset:]
}

// firstKey is the name of a BSON document's first element: a length, a type, the name up to a zero byte.
func firstKey(document []byte) string {
	if len(document) < 5 {
		return ""
	}
	name := document[5:]
	end := bytes.IndexByte(name, 0)
	if end < 0 {
		return ""
	}
	return string(name[:end])
}

// field is one element of the flat documents that docstore itself sends: text or a 32-bit number.
type field struct {
	name  string
	value any
}

// newMessage is an OP_MSG with one flat document.
func newMessage(requestID, responseTo uint32, fields ...field) message {
	document := []byte{0, 0, 0, 0}
	for _, f := range fields {
		document = appendField(document, f)
	}
	document = append(document, 0)
	binary.LittleEndian.PutUint32(document, uint32(len(document)))

	m := make(message, headerLen+5, headerLen+5+len(document))
	m = append(m, document...)
	binary.LittleEndian.PutUint32(m, uint32(len(m)))
	binary.LittleEndian.PutUint32(m[4:], requestID)
	binary.LittleEndian.PutUint32(m[8:], responseTo)
	binary.LittleEndian.PutUint32(m[12:], opMsg)
	return m
}

func appendField(document []byte, f field) []byte {
	const typeString, typeInt32 = 0x02, 0x10
	switch value := f.value.(type) {
	case string:
		document = append(append(document, typeString), f.name...)
		document = binary.LittleEndian.AppendUint32(append(document, 0), uint32(len(value)+1))
		return append(append(document, value...), 0)
	case int32:
		document = append(append(document, typeInt32), f.name...)
		return binary.LittleEndian.AppendUint32(append(document, 0), uint32(value))
	default:
		panic(fmt.Sprintf("field %s: %T is neither string nor int32", f.name, f.value))
	}
}
