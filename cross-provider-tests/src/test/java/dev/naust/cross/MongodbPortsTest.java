package dev.naust.cross;

class MongodbPortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.MONGODB;
    }
}
