// Command docstore is gridtune's embedded document store: FerretDB with its SQLite backend as a library,
// behind a front that runs one write command at a time. It serves one data folder on a loopback port, writes
// that port to the folder's `address` file, and ends when nobody has used it for a while.
//
// Exit codes: 0 ended as asked, 1 failed, 2 wrong usage, 3 another docstore serves the folder.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	exitFailed        = 1
	exitUsage         = 2
	exitAlreadyServed = 3

	// Whoever started the docstore may need a while before it connects.
	firstGrace = 30 * time.Second
	// After this a command that does not end no longer holds the exit up.
	shutdownGrace = 10 * time.Second
)

type options struct {
	data     string
	listen   string
	idleExit time.Duration
}

func main() {
	os.Exit(exitCode())
}

func exitCode() int {
	var o options
	flag.StringVar(&o.data, "data", "", "folder that holds the data")
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
	flag.DurationVar(&o.idleExit, "idle-exit", 5*time.Second, "end after so long without a client; 0 means never")
	flag.Parse()
	if o.data == "" || flag.NArg() > 0 {
		flag.Usage()
		return exitUsage
	}
	err := run(o)
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "docstore:", err)
	if errors.Is(err, errAlreadyServed) {
		return exitAlreadyServed
	}
	return exitFailed
}

func run(o options) error {
	if err := requireLoopback(o.listen); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, end := context.WithCancel(ctx)
	defer end()

	lock, err := openDataFolder(o.data)
	if err != nil {
		return err
	}
	// Freed by the end of the process and not before: until then this docstore may still touch its files.
	defer runtime.KeepAlive(lock)
	listener, err := listen(o.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := repairDatabases(); err != nil {
		return err
	}
	stopStore, err := startFerretDB()
	if err != nil {
		return err
	}
	defer stopStore()

	instance := rand.Text()
	idle := newIdleWatch(o.idleExit, firstGrace, realAfter, end)
	f := newFront(instance, dialStore, idle)
	if err := publishAddress(listener.Addr(), instance); err != nil {
		return err
	}
	context.AfterFunc(ctx, func() {
		withdrawAddress()
		time.AfterFunc(shutdownGrace, func() { os.Exit(exitFailed) })
	})
	f.serve(ctx, listener)
	return nil
}

// startFerretDB returns once FerretDB answers; the result ends it and closes its databases.
func startFerretDB() (stop func(), err error) {
	// Below a warning it logs every connection.
	level := new(slog.LevelVar)
	level.Set(slog.LevelWarn)
	logger := slog.New(quietHandler{slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})})
	store, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socketFile},
		Logger:    logger,
		Handler:   "sqlite",
		SQLiteURL: "file:./",
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- store.Run(ctx) }()
	stop = func() {
		// It warns of each connection that closes while it is being told to end: no news by then.
		level.Set(slog.LevelError)
		cancel()
		<-done
	}
	if err := pingStore(); err != nil {
		stop()
		return nil, fmt.Errorf("FerretDB does not answer: %w", err)
	}
	return stop, nil
}

func dialStore() (net.Conn, error) { return net.Dial("unix", socketFile) }

func pingStore() error {
	conn, err := dialStore()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(shutdownGrace)); err != nil {
		return err
	}
	if _, err := conn.Write(newMessage(1, 0, field{"ping", int32(1)}, field{"$db", "admin"})); err != nil {
		return err
	}
	_, err = readMessage(conn)
	return err
}
