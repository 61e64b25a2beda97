package dev.naust.cross;

class SqlitePortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.SQLITE;
    }
}
