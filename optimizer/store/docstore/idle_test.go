package main

import (
	"testing"
	"time"
)

// fakeTimers stands in for time.AfterFunc: it remembers each timer and lets the test fire it.
type fakeTimers struct {
	delays  []time.Duration
	fire    []func()
	stopped []bool
}

func (f *fakeTimers) after(d time.Duration, ring func()) func() {
	f.delays, f.fire, f.stopped = append(f.delays, d), append(f.fire, ring), append(f.stopped, false)
	mine := len(f.stopped) - 1
	return func() { f.stopped[mine] = true }
}

func watchWith(limit time.Duration) (*idleWatch, *fakeTimers, *int) {
	timers, expired := &fakeTimers{}, 0
	return newIdleWatch(limit, 30*time.Second, timers.after, func() { expired++ }), timers, &expired
}

func TestIdleWaitsLongerForTheFirstConnection(t *testing.T) {
	_, timers, expired := watchWith(5 * time.Second)
	if len(timers.delays) != 1 || timers.delays[0] != 30*time.Second {
		t.Fatalf("timers %v, want one of 30 s", timers.delays)
	}
	timers.fire[0]()
	if *expired != 1 {
		t.Fatal("nobody came: want it expired")
	}
}

func TestIdleLongerThanTheGraceHoldsFromTheStart(t *testing.T) {
	_, timers, _ := watchWith(time.Minute)
	if timers.delays[0] != time.Minute {
		t.Fatalf("got %v, want 1 m", timers.delays[0])
	}
}

func TestIdleCountsFromTheLastConnectionClosed(t *testing.T) {
	watch, timers, expired := watchWith(5 * time.Second)
	watch.opened()
	watch.opened()
	watch.closed(true)
	if len(timers.delays) != 1 || !timers.stopped[0] {
		t.Fatalf("one connection is open: timers %v, stopped %v", timers.delays, timers.stopped)
	}
	watch.closed(true)
	if len(timers.delays) != 2 || timers.delays[1] != 5*time.Second {
		t.Fatalf("all closed: timers %v, want a second one of 5 s", timers.delays)
	}
	timers.fire[1]()
	if *expired != 1 {
		t.Fatal("want it expired")
	}
}

func TestIdleIgnoresATimerThatFiresBesideANewConnection(t *testing.T) {
	watch, timers, expired := watchWith(5 * time.Second)
	watch.opened()
	watch.closed(true)
	watch.opened()
	timers.fire[0]()
	timers.fire[1]()
	if *expired != 0 {
		t.Fatal("a connection is open: want it alive")
	}
	watch.closed(true)
	timers.fire[1]()
	if *expired != 0 {
		t.Fatal("the second wait was over when the connection came: want it alive")
	}
	timers.fire[2]()
	if *expired != 1 {
		t.Fatal("the last wait is over: want it expired")
	}
}

func TestIdleOfZeroNeverExpires(t *testing.T) {
	watch, timers, _ := watchWith(0)
	watch.opened()
	watch.closed(true)
	if len(timers.delays) != 0 {
		t.Fatalf("timers %v, want none", timers.delays)
	}
}

func TestIdleWaitsLongForAClientThatOnlyAskedWhomItMet(t *testing.T) {
	watch, timers, _ := watchWith(5 * time.Second)
	watch.opened()
	watch.closed(false)
	if timers.delays[1] != 30*time.Second {
		t.Fatalf("got %v, want 30 s", timers.delays[1])
	}
}

func TestIdleTurnsAwayWhoComesAfterTheEnd(t *testing.T) {
	watch, timers, _ := watchWith(5 * time.Second)
	if !watch.opened() {
		t.Fatal("in time: want it served")
	}
	watch.closed(true)
	timers.fire[1]()
	if watch.opened() {
		t.Fatal("too late: want it turned away")
	}
}
