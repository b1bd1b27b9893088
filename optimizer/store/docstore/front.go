package main

import (
	"bufio"
	"context"
	"net"
	"sync"
	"time"
)

// readers are the commands that change nothing and may run side by side. Everything else, known or not,
// takes its turn: FerretDB's SQLite backend runs update and findAndModify as a read and a later write
// without a transaction, so two at once lose updates (FerretDB issue 3040).
var readers = map[string]bool{
	"aggregate": true, "buildInfo": true, "buildinfo": true, "collStats": true, "connectionStatus": true,
	"count": true, "dataSize": true, "dbStats": true, "distinct": true, "explain": true, "find": true,
	"getMore": true, "getParameter": true, "hello": true, "hostInfo": true, "isMaster": true,
	"ismaster": true, "killCursors": true, "listCollections": true, "listDatabases": true,
	"listIndexes": true, "ping": true, "serverStatus": true, "whatsmyuri": true,
}

// identify is answered by the front itself: it tells a client which docstore it has met, because the
// address file of a killed docstore may by now name the port of another one.
const identify = "gridtuneInstance"

const acceptRetry = 50 * time.Millisecond

// front passes messages between clients and FerretDB, one write command at a time.
type front struct {
	instance string
	dial     func() (net.Conn, error)
	idle     *idleWatch
	// Holding the one token is the right to write.
	turn    chan struct{}
	clients sync.WaitGroup
}

func newFront(instance string, dial func() (net.Conn, error), idle *idleWatch) *front {
	return &front{instance: instance, dial: dial, idle: idle, turn: make(chan struct{}, 1)}
}

// serve accepts clients until ctx ends, then waits until their commands under way are answered.
func (f *front) serve(ctx context.Context, listener net.Listener) {
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	for {
		client, err := listener.Accept()
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			// Such as too many open files; it passes.
			time.Sleep(acceptRetry)
			continue
		}
		if !f.idle.opened() {
			client.Close()
			continue
		}
		f.clients.Add(1)
		go func() {
			defer f.clients.Done()
			f.idle.closed(f.serveClient(ctx, client))
		}()
	}
	f.clients.Wait()
}

// serveClient tells whether the client did more than ask whom it met.
func (f *front) serveClient(ctx context.Context, client net.Conn) (used bool) {
	defer client.Close()
	upstream, err := f.dial()
	if err != nil {
		return used
	}
	defer upstream.Close()

	ctx, cancel := context.WithCancel(ctx)
	requests := make(chan message)
	go func() {
		// Reading ahead is what notices a client that leaves while its command waits for its turn.
		defer cancel()
		readAll(ctx, client, requests)
	}()
	// Ends the reading goroutine when this one ends first.
	defer cancel()

	replies := bufio.NewReader(upstream)
	for {
		select {
		case <-ctx.Done():
			return used
		case request := <-requests:
			used = used || request.command() != identify
			reply, err := f.answer(ctx, request, upstream, replies)
			if err != nil {
				return used
			}
			if request.oneWay() {
				// FerretDB replies all the same; the client would take it for the answer to its next command.
				continue
			}
			if _, err := client.Write(reply); err != nil {
				return used
			}
		}
	}
}

func readAll(ctx context.Context, client net.Conn, requests chan<- message) {
	buffered := bufio.NewReader(client)
	for {
		request, err := readMessage(buffered)
		if err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case requests <- request:
		}
	}
}

func (f *front) answer(ctx context.Context, request message, upstream net.Conn, replies *bufio.Reader) (message, error) {
	name := request.command()
	switch name {
	case identify:
		return newMessage(0, request.requestID(), field{"instance", f.instance}, field{"ok", int32(1)}), nil
	case "endSessions":
		// FerretDB keeps no sessions and would log a warning about every client that says goodbye.
		return newMessage(0, request.requestID(), field{"ok", int32(1)}), nil
	}
	if !readers[name] {
		if err := f.takeTurn(ctx); err != nil {
			return nil, err
		}
		defer f.endTurn()
	}
	if _, err := upstream.Write(request); err != nil {
		return nil, err
	}
	// Waits the reply out even if the client is gone by now: the turn ends when the write does.
	return readMessage(replies)
}

// takeTurn fails if the client leaves while it waits. It will send its write again, and the first one, done
// late, could undo a newer one.
func (f *front) takeTurn(ctx context.Context) error {
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		f.endTurn()
		return err
	}
	return nil
}

func (f *front) endTurn() { <-f.turn }
