package main

import (
	"context"
	"io"
	"net"
	"testing"
	"time"
)

func TestFrontRunsOneWriteAtATime(t *testing.T) {
	for _, name := range []string{
		"insert", "update", "delete", "findAndModify", "findandmodify", "create", "drop", "createIndexes",
		"dropIndexes", "renameCollection", "dropDatabase", "neverHeardOf",
	} {
		t.Run(name, func(t *testing.T) {
			store, connect := startFront(t)
			first, second := connect(), connect()
			send(t, first, command(name))
			store.wantArrived(t, name)
			send(t, second, command(name))
			store.wantNothing(t)
			store.release <- struct{}{}
			receive(t, first)
			store.wantArrived(t, name)
			store.release <- struct{}{}
			receive(t, second)
		})
	}
}

func TestFrontRunsReadsBesideAWriteAndEachOther(t *testing.T) {
	store, connect := startFront(t)
	for _, name := range []string{"update", "find", "find", "getMore", "hello"} {
		send(t, connect(), command(name))
		store.wantArrived(t, name)
	}
}

func TestFrontForgetsTheWaitingWriteOfAClientThatLeft(t *testing.T) {
	store, connect := startFront(t)
	first, leaver, third := connect(), connect(), connect()
	send(t, first, command("insert"))
	store.wantArrived(t, "insert")
	send(t, leaver, command("update"))
	time.Sleep(50 * time.Millisecond) // until the front has read it
	leaver.Close()
	time.Sleep(50 * time.Millisecond)
	store.release <- struct{}{}
	receive(t, first)
	send(t, third, command("delete"))
	store.wantArrived(t, "delete")
}

func TestFrontKeepsTheTurnUntilTheWriteOfAClientThatLeftIsDone(t *testing.T) {
	store, connect := startFront(t)
	leaver, second := connect(), connect()
	send(t, leaver, command("insert"))
	store.wantArrived(t, "insert")
	leaver.Close()
	send(t, second, command("update"))
	store.wantNothing(t)
	store.release <- struct{}{}
	store.wantArrived(t, "update")
}

func TestFrontKeepsTheReplyToAOneWayMessage(t *testing.T) {
	store, connect := startFront(t)
	client := connect()
	oneWay := command("insert")
	oneWay[headerLen] = flagMoreToCome
	send(t, client, oneWay)
	store.wantArrived(t, "insert")
	store.release <- struct{}{}
	store.release <- struct{}{}
	send(t, client, command("find"))
	want := newMessage(0, 1, field{"answers", "find"})
	if got := receive(t, client); string(got) != string(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestFrontAnswersForItself(t *testing.T) {
	store, connect := startFront(t)
	client := connect()
	for name, want := range map[string]message{
		identify:      newMessage(0, 1, field{"instance", "me"}, field{"ok", int32(1)}),
		"endSessions": newMessage(0, 1, field{"ok", int32(1)}),
	} {
		send(t, client, command(name))
		if got := receive(t, client); string(got) != string(want) {
			t.Fatalf("%s: got %q, want %q", name, got, want)
		}
	}
	store.wantNothing(t)
}

func TestFrontEndsWithItsContextAndLetsEveryClientGo(t *testing.T) {
	store, connect, stop := startFrontToStop(t)
	quiet, busy := connect(), connect()
	send(t, quiet, command("ping"))
	store.wantArrived(t, "ping")
	store.release <- struct{}{}
	receive(t, quiet)
	send(t, busy, command("insert"))
	store.wantArrived(t, "insert")
	stop()
	receive(t, busy) // a write under way is still answered
	for _, client := range []net.Conn{quiet, busy} {
		if _, err := readMessage(client); err != io.EOF {
			t.Errorf("got %v, want io.EOF", err)
		}
	}
}

func TestFrontTellsTheIdleWatchWhoUsedTheStore(t *testing.T) {
	for name, want := range map[string]time.Duration{identify: time.Hour, "endSessions": time.Minute} {
		t.Run(name, func(t *testing.T) {
			waits := make(chan time.Duration, 2)
			idle := newIdleWatch(time.Minute, time.Hour, func(d time.Duration, _ func()) func() {
				waits <- d
				return func() {}
			}, func() {})
			<-waits // for the first connection
			near, far := net.Pipe()
			listener := &oneConnection{accept: make(chan net.Conn, 1)}
			listener.accept <- far
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			store := &fakeStore{}
			go newFront("me", store.dial, idle).serve(ctx, listener)
			send(t, near, command(name))
			receive(t, near)
			near.Close()
			if got := <-waits; got != want {
				t.Fatalf("waits %v, want %v", got, want)
			}
		})
	}
}

func TestFrontClosesAConnectionThatCameTooLate(t *testing.T) {
	idle := newIdleWatch(time.Minute, 0, func(_ time.Duration, ring func()) func() {
		go ring()
		return func() {}
	}, func() {})
	for deadline := time.Now().Add(patience); !isExpired(idle); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not expired")
		}
	}
	near, far := net.Pipe()
	listener := &oneConnection{accept: make(chan net.Conn, 1)}
	listener.accept <- far
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go newFront("me", (&fakeStore{}).dial, idle).serve(ctx, listener)
	if err := near.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := near.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("got %v, want io.EOF", err)
	}
}
