package dev.naust.cross;

class FilesystemPortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.FILESYSTEM;
    }
}
