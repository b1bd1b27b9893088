package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestQuietHandlerDropsOneWarningAlone(t *testing.T) {
	var out bytes.Buffer
	// FerretDB names the connection in an attribute.
	logger := slog.New(quietHandler{slog.NewTextHandler(&out, nil)}).With("name", "a connection").WithGroup("g")
	logger.Warn("Failed to set deadline: set unix docstore.sock: use of closed network connection")
	if out.Len() > 0 {
		t.Fatalf("the end of a connection is no news, yet it said: %s", out.String())
	}
	for _, message := range []string{"Failed to set deadline: no such device", "disk full: use of closed network connection"} {
		out.Reset()
		logger.Warn(message)
		if !strings.Contains(out.String(), message) {
			t.Errorf("%q was dropped", message)
		}
	}
}
