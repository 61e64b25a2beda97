package dev.naust.cross;

class MemoryPortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.MEMORY;
    }
}
