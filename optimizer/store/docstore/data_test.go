package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenDataFolderTakesItForOneProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 40))
	if os.Getenv("DOCSTORE_TEST_SECOND") != "" {
		dir = os.Getenv("DOCSTORE_TEST_SECOND")
	}
	t.Chdir(t.TempDir()) // goes back at the end
	lock, err := openDataFolder(dir)
	if os.Getenv("DOCSTORE_TEST_SECOND") != "" {
		if !errors.Is(err, errAlreadyServed) {
			t.Fatalf("second process: got %v, want errAlreadyServed", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	second := exec.Command(os.Args[0], "-test.run", "^TestOpenDataFolderTakesItForOneProcess$")
	second.Env = append(os.Environ(), "DOCSTORE_TEST_SECOND="+dir)
	if output, err := second.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

func TestOpenDataFolderClearsAStaleSocket(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, socketFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	lock, err := openDataFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if _, err := os.Stat(filepath.Join(dir, socketFile)); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("got %v, want the socket gone", err)
	}
}

func TestRequireLoopback(t *testing.T) {
	for address, ok := range map[string]bool{
		"127.0.0.1:0": true, "[::1]:27017": true, "127.1.2.3:1": true,
		"0.0.0.0:0": false, ":0": false, "192.168.1.2:1": false, "localhost:0": false, "127.0.0.1": false,
	} {
		if err := requireLoopback(address); (err == nil) != ok {
			t.Errorf("%s: got %v, want accepted %v", address, err, ok)
		}
	}
}

func TestListenTakesTheAddressLeftBehindAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	first, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := publishAddress(first.Addr(), "one"); err != nil {
		t.Fatal(err)
	}
	beside, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatalf("the address is taken, so another was wanted: %v", err)
	}
	defer beside.Close()
	first.Close()
	again, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Addr().String() != first.Addr().String() {
		t.Fatalf("got %v, want %v", again.Addr(), first.Addr())
	}
}

func TestListenOverlooksAnAddressOfAnotherHostOrNone(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, left := range []string{"", "nonsense", "0.0.0.0:4711 one\n", "127.0.0.2:4711 one\n"} {
		if err := os.WriteFile(addressFile, []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := previousAddress("127.0.0.1"); got != "127.0.0.1:0" {
			t.Errorf("%q: got %s, want 127.0.0.1:0", left, got)
		}
	}
}

func TestPublishAddress(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := publishAddress(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, "one"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(addressFile)
	if err != nil || string(content) != "127.0.0.1:4711 one\n" {
		t.Fatalf("got %q, %v", content, err)
	}
	withdrawAddress()
	if _, err := os.Stat(addressFile); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("withdrawn: got %v, want it gone", err)
	}
}
