package main

import (
	"sync"
	"time"
)

// idleWatch calls expire once when nobody has been connected for long enough, so that a docstore lives
// exactly as long as somebody uses it, also when its user was killed.
type idleWatch struct {
	mu         sync.Mutex
	open       int
	expired    bool
	limit      time.Duration
	firstGrace time.Duration
	cancel     func()
	// Counts the timers set: one that fires although a connection came in between is stale.
	turn   int
	after  func(time.Duration, func()) (cancel func())
	expire func()
}

// newIdleWatch starts to wait for the first connection, for firstGrace instead of limit. A limit of 0 never
// expires.
func newIdleWatch(limit, firstGrace time.Duration, after func(time.Duration, func()) func(), expire func()) *idleWatch {
	w := &idleWatch{limit: limit, firstGrace: max(limit, firstGrace), after: after, expire: expire, cancel: func() {}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait(w.firstGrace)
	return w
}

func realAfter(d time.Duration, f func()) func() {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

// opened counts a connection in. It is false if the wait is over: the connection came too late and must not
// be served, or its client would count on a docstore that is about to end.
func (w *idleWatch) opened() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.expired {
		return false
	}
	w.open++
	w.turn++
	w.cancel()
	return true
}

// closed counts a connection out. One that was not used only asked whom it met: its client is about to come
// back, as it was before the first connection.
func (w *idleWatch) closed(used bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open--
	switch {
	case w.open > 0:
	case used:
		w.wait(w.limit)
	default:
		w.wait(w.firstGrace)
	}
}

// wait needs the lock.
func (w *idleWatch) wait(d time.Duration) {
	if w.limit <= 0 {
		return
	}
	w.turn++
	turn := w.turn
	w.cancel = w.after(d, func() { w.ring(turn) })
}

func (w *idleWatch) ring(turn int) {
	w.mu.Lock()
	due := turn == w.turn
	w.expired = w.expired || due
	w.mu.Unlock()
	if due {
		w.expire()
	}
}
