package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the same driver that FerretDB uses
)

// FerretDB's list of collections, one table a database.
const collectionsTable = "_ferretdb_collections"

// repairDatabases removes what a kill leaves behind while FerretDB creates a database or a collection,
// which it does in several steps without a transaction. Unrepaired, a database without its list of
// collections keeps FerretDB from starting, a table without an entry keeps its collection from being
// created, and a collection without its unique index takes the same _id twice. Nothing can have been stored
// in any of them yet; whatever does hold a row is left alone.
func repairDatabases() error {
	files, err := filepath.Glob("*.sqlite")
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := repairDatabase(file); err != nil {
			return fmt.Errorf("repair %s: %w", file, err)
		}
	}
	return nil
}

func repairDatabase(file string) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()

	tables, err := column(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return err
	}
	if len(tables) == 0 {
		return removeDatabase(db, file)
	}
	unfinished, err := column(db, fmt.Sprintf(`
		SELECT name FROM sqlite_master WHERE type = 'table' AND name <> %[1]q
		AND name NOT IN (SELECT table_name FROM %[1]q WHERE settings <> '{}')`, collectionsTable))
	if err != nil {
		return err
	}
	for _, table := range unfinished {
		if err := dropIfEmpty(db, table); err != nil {
			return err
		}
	}
	return nil
}

func removeDatabase(db *sql.DB, file string) error {
	if err := db.Close(); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(file + suffix); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

func dropIfEmpty(db *sql.DB, table string) error {
	var rows int
	if err := db.QueryRow(fmt.Sprintf("SELECT count(*) FROM %q", table)).Scan(&rows); err != nil || rows > 0 {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	if _, err := tx.Exec(fmt.Sprintf("DELETE FROM %q WHERE table_name = ?", collectionsTable), table); err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf("DROP TABLE %q", table)); err != nil {
		return err
	}
	return tx.Commit()
}

func column(db *sql.DB, query string) ([]string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}
