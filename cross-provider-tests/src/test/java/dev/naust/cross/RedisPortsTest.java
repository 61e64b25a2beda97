package dev.naust.cross;

class RedisPortsTest extends DocumentPortsContract {

    @Override
    Technology technology() {
        return Technology.REDIS;
    }
}
