package dev.naust.sample;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** What can go wrong with a folder of tab-separated files. */
enum SampleErrorCode implements ErrorCode {
    CLOSED("sample.closed", Category.USER),
    NO_FOLDER("sample.no_folder", Category.CONFIGURATION),
    NO_SUCH_FILE("sample.no_such_file", Category.USER),
    FILE_EXISTS("sample.file_exists", Category.USER),
    NO_SUCH_FIELD("sample.no_such_field", Category.USER),
    NO_KEY("sample.no_key", Category.USER),
    MALFORMED("sample.malformed", Category.USER),
    INPUT_OUTPUT("sample.input_output", Category.UNAVAILABLE);

    private final String code;
    private final Category category;

    SampleErrorCode(String code, Category category) {
        this.code = code;
        this.category = category;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }
}
