package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Names inside the data folder. They are relative on purpose, see openDataFolder.
const (
	addressFile = "address"
	lockFile    = "lock"
	socketFile  = "docstore.sock"
)

var errAlreadyServed = errors.New("another docstore serves this data folder")

// openDataFolder makes dir the working directory and takes it for this process alone. The lock lives as
// long as the process, however that ends.
//
// Working inside the folder keeps every path short and plain: a Unix socket's path may have about 107
// bytes, and FerretDB globs the folder's path and puts it into an SQLite URI, where `[`, `?` or `%` in it
// would make it overlook its databases.
func openDataFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := os.Chdir(dir); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		lock.Close()
		return nil, fmt.Errorf("%w: %s", errAlreadyServed, dir)
	case err != nil:
		lock.Close()
		return nil, fmt.Errorf("lock %s: %w", filepath.Join(dir, lockFile), err)
	}
	if err := writeOwner(lock); err != nil {
		lock.Close()
		return nil, err
	}
	// Left behind by a docstore that was killed; the lock proves that it is gone.
	if err := os.Remove(socketFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		lock.Close()
		return nil, err
	}
	return lock, nil
}

// writeOwner leaves the process id in the lock file, for people and tests.
func writeOwner(lock *os.File) error {
	if err := lock.Truncate(0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(lock, os.Getpid())
	return err
}

// requireLoopback refuses to open the store, which knows no passwords, to other machines.
func requireLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("listen address %s is not a loopback address, such as 127.0.0.1:0", address)
	}
	return nil
}

// listen opens the address that clients use. Where any port will do, the port of a docstore that was killed
// here is tried first, so that its clients find their way back.
func listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if port == "0" {
		if listener, err := net.Listen("tcp", previousAddress(host)); err == nil {
			return listener, nil
		}
	}
	return net.Listen("tcp", address)
}

// previousAddress is the address left behind in the folder, or port 0 where there is none on this host.
func previousAddress(host string) string {
	content, err := os.ReadFile(addressFile)
	previous, _, _ := strings.Cut(string(content), " ")
	if previousHost, _, splitErr := net.SplitHostPort(previous); err != nil || splitErr != nil || previousHost != host {
		return net.JoinHostPort(host, "0")
	}
	return previous
}

// publishAddress tells clients where to connect and whom they will meet there, in one rename, so that
// nobody reads half a line.
func publishAddress(address net.Addr, instance string) error {
	const unfinished = addressFile + ".tmp"
	if err := os.WriteFile(unfinished, []byte(address.String()+" "+instance+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, addressFile)
}

func withdrawAddress() {
	// Nothing to do about a failure: clients check whom they meet.
	_ = os.Remove(addressFile)
}
