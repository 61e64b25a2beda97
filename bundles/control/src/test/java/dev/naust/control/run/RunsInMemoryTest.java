package dev.naust.control.run;

import dev.naust.api.store.Store;
import dev.naust.control.state.TestStates;

class RunsInMemoryTest extends RunsContract {

    @Override
    Store open() {
        return TestStates.memory();
    }
}
