package dev.naust.csv;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** What can go wrong with a folder of CSV files. */
enum CsvErrorCode implements ErrorCode {
    CLOSED("csv.closed", Category.USER),
    NO_FOLDER("csv.no_folder", Category.CONFIGURATION),
    NO_SUCH_FILE("csv.no_such_file", Category.USER),
    FILE_EXISTS("csv.file_exists", Category.USER),
    NO_SUCH_COLUMN("csv.no_such_column", Category.USER),
    NO_KEY("csv.no_key", Category.USER),
    MALFORMED("csv.malformed", Category.USER),
    INPUT_OUTPUT("csv.input_output", Category.UNAVAILABLE);

    private final String code;
    private final Category category;

    CsvErrorCode(String code, Category category) {
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
