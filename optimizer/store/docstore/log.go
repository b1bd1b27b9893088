package main

import (
	"context"
	"log/slog"
	"strings"
)

// quietHandler drops what FerretDB warns of whenever a connection's end and its own clean-up meet: it sets a
// deadline on the connection it has just closed (internal/clientconn/conn.go, `case <-ctx.Done()`). Which of
// the two comes first is chance, so it is no news at any time; every other record passes.
type quietHandler struct {
	slog.Handler
}

func (h quietHandler) Handle(ctx context.Context, record slog.Record) error {
	if strings.HasPrefix(record.Message, "Failed to set deadline: ") &&
		strings.HasSuffix(record.Message, "use of closed network connection") {
		return nil
	}
	return h.Handler.Handle(ctx, record)
}

func (h quietHandler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return quietHandler{h.Handler.WithAttrs(attributes)}
}

func (h quietHandler) WithGroup(name string) slog.Handler {
	return quietHandler{h.Handler.WithGroup(name)}
}
