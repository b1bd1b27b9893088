package main

import (
	"bufio"
	"context"
	"net"
	"sync"
	"testing"
	"time"
)

const patience = 5 * time.Second

// fakeStore stands in for FerretDB: it reports each command that arrives and answers when the test says so.
type fakeStore struct {
	arrived chan string
	release chan struct{}
}

func (s *fakeStore) dial() (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		reader := bufio.NewReader(far)
		for {
			request, err := readMessage(reader)
			if err != nil {
				return
			}
			s.arrived <- request.command()
			<-s.release
			if _, err := far.Write(newMessage(0, request.requestID(), field{"answers", request.command()})); err != nil {
				return
			}
		}
	}()
	return near, nil
}

func startFront(t *testing.T) (*fakeStore, func() net.Conn) {
	store, connect, _ := startFrontToStop(t)
	return store, connect
}

func startFrontToStop(t *testing.T) (store *fakeStore, connect func() net.Conn, stop func()) {
	t.Helper()
	store = &fakeStore{arrived: make(chan string, 100), release: make(chan struct{}, 100)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	idle := newIdleWatch(0, 0, realAfter, cancel)
	done := make(chan struct{})
	go func() {
		defer close(done)
		newFront("me", store.dial, idle).serve(ctx, listener)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		close(store.release)
		select {
		case <-done:
		case <-time.After(patience):
			t.Error("the front did not end")
		}
	})
	t.Cleanup(stop)
	connect = func() net.Conn {
		client, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		return client
	}
	return store, connect, stop
}

func send(t *testing.T, client net.Conn, m message) {
	t.Helper()
	if _, err := client.Write(m); err != nil {
		t.Fatal(err)
	}
}

func command(name string) message { return newMessage(1, 0, field{name, int32(1)}) }

func receive(t *testing.T, client net.Conn) message {
	t.Helper()
	if err := client.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	reply, err := readMessage(client)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func (s *fakeStore) wantArrived(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-s.arrived:
		if got != want {
			t.Fatalf("%s arrived, want %s", got, want)
		}
	case <-time.After(patience):
		t.Fatalf("%s did not arrive", want)
	}
}

func (s *fakeStore) wantNothing(t *testing.T) {
	t.Helper()
	select {
	case got := <-s.arrived:
		t.Fatalf("%s arrived, want nothing", got)
	case <-time.After(100 * time.Millisecond):
	}
}

func isExpired(w *idleWatch) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.expired
}

// oneConnection is a listener fed by the test.
type oneConnection struct {
	accept chan net.Conn
	closed sync.Once
}

func (l *oneConnection) Accept() (net.Conn, error) {
	conn, open := <-l.accept
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (l *oneConnection) Close() error {
	l.closed.Do(func() { close(l.accept) })
	return nil
}
func (l *oneConnection) Addr() net.Addr { return &net.TCPAddr{} }
