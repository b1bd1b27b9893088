package main

import (
	"sync"
	"time"
)

// idleWatch calls expire once when nobody has been connected for long enough, so that a docstore lives
// exactly as long as somebody uses it, also when its user was killed.
type idleWatch struct {
	mu     sync.Mutex
	open   int
	limit  time.Duration
	cancel func()
	// Counts the timers set: one that fires although a connection came in between is stale.
	turn   int
	after  func(time.Duration, func()) (cancel func())
	expire func()
}

// newIdleWatch starts to wait for the first connection, for firstGrace instead of limit. A limit of 0 never
// expires.
func newIdleWatch(limit, firstGrace time.Duration, after func(time.Duration, func()) func(), expire func()) *idleWatch {
	w := &idleWatch{limit: limit, after: after, expire: expire, cancel: func() {}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait(max(limit, firstGrace))
	return w
}

func realAfter(d time.Duration, f func()) func() {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

// opened counts a connection in.
func (w *idleWatch) opened() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open++
	w.turn++
	w.cancel()
}

// closed counts a connection out.
func (w *idleWatch) closed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open--
	if w.open == 0 {
		w.wait(w.limit)
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
	stale := turn != w.turn
	w.mu.Unlock()
	if !stale {
		w.expire()
	}
}
