package main

import (
	"bytes"
	"database/sql"
	"os"
	"slices"
	"testing"
)

const (
	listOfCollections = `CREATE TABLE "_ferretdb_collections" (name TEXT NOT NULL UNIQUE, table_name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL) STRICT`
	table             = `CREATE TABLE "rounds_1" (_ferretdb_sjson TEXT NOT NULL) STRICT`
	unfinishedEntry   = `INSERT INTO "_ferretdb_collections" VALUES ('rounds', 'rounds_1', '{}')`
	finishedEntry     = `INSERT INTO "_ferretdb_collections" VALUES ('rounds', 'rounds_1', '{"uuid":"x"}')`
	row               = `INSERT INTO "rounds_1" VALUES ('{}')`
)

// databaseAt leaves a database as it is after the given steps of FerretDB.
func databaseAt(t *testing.T, steps ...string) *sql.DB {
	t.Helper()
	t.Chdir(t.TempDir())
	db, err := sql.Open("sqlite", "file:gridtune.sqlite?_pragma=journal_mode(wal)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if _, err := db.Exec(step); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestRepairRemovesADatabaseWithoutAnyTable(t *testing.T) {
	databaseAt(t).Close()
	if err := repairDatabases(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Fatalf("left: %v, %v", left, err)
	}
}

func TestRepairDropsUnfinishedCollectionsAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		steps []string
		left  []string
	}{
		"killed before the entry":  {[]string{listOfCollections, table}, []string{collectionsTable}},
		"killed before the index":  {[]string{listOfCollections, table, unfinishedEntry}, []string{collectionsTable}},
		"finished, still empty":    {[]string{listOfCollections, table, finishedEntry}, []string{collectionsTable, "rounds_1"}},
		"finished, with a row":     {[]string{listOfCollections, table, finishedEntry, row}, []string{collectionsTable, "rounds_1"}},
		"not understood, with row": {[]string{listOfCollections, table, unfinishedEntry, row}, []string{collectionsTable, "rounds_1"}},
	} {
		t.Run(name, func(t *testing.T) {
			db := databaseAt(t, c.steps...)
			if err := repairDatabases(); err != nil {
				t.Fatal(err)
			}
			tables, err := column(db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
			if err != nil || !slices.Equal(tables, c.left) {
				t.Fatalf("tables %v, %v; want %v", tables, err, c.left)
			}
			entries, err := column(db, `SELECT table_name FROM "_ferretdb_collections"`)
			if err != nil || (len(entries) > 0) != (len(c.left) > 1) {
				t.Fatalf("entries %v, %v beside tables %v", entries, err, c.left)
			}
		})
	}
}

func TestRepairNamesTheFileThatItCannotRead(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("gridtune.sqlite", bytes.Repeat([]byte("nonsense"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := repairDatabases(); err == nil || !bytes.Contains([]byte(err.Error()), []byte("repair gridtune.sqlite: ")) {
		t.Fatalf("got %v", err)
	}
}

func TestFerretDBStartsAfterARepair(t *testing.T) {
	databaseAt(t).Close()
	if err := repairDatabases(); err != nil {
		t.Fatal(err)
	}
	stop, err := startFerretDB()
	if err != nil {
		t.Fatal(err)
	}
	stop()
}
