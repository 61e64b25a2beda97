package dev.naust.cross;

class PostgresPortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.POSTGRES;
    }
}
