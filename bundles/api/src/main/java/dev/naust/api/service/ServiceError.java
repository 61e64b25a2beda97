package dev.naust.api.service;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** The failures of the server itself, as they reach REST. */
public enum ServiceError implements ErrorCode {
    STORE_NOT_FOUND("store.not_found", Category.USER),
    STORE_EXISTS("store.exists", Category.CONFLICT),
    STORE_CHANGED("store.changed", Category.CONFLICT),
    REVISION_NOT_FOUND("revision.not_found", Category.USER),
    STORE_TIMEOUT("store.timeout", Category.UNAVAILABLE),
    STORE_HANGS("store.hangs", Category.INTERNAL),
    ENDPOINT_NOT_FOUND("endpoint.not_found", Category.USER),
    ENDPOINT_REFUSED("endpoint.refused", Category.CONFLICT),
    STORE_UNAVAILABLE("store.unavailable", Category.UNAVAILABLE),
    COLLECTION_NOT_FOUND("collection.not_found", Category.USER),
    ENDPOINT_UNKNOWN("endpoint.unknown", Category.USER),
    PROVIDER_EXISTS("provider.exists", Category.CONFLICT),
    PROVIDER_NOT_FOUND("provider.not_found", Category.USER),
    PROVIDER_IN_USE("provider.in_use", Category.CONFLICT),
    PLUGIN_NOT_FOUND("plugin.not_found", Category.USER),
    PLUGINS_UNWRITABLE("plugins.unwritable", Category.LIMIT),
    PROVIDER_UNFIT("provider.unfit", Category.USER),
    COLLECTION_UNSUITABLE("collection.unsuitable", Category.USER),
    RECORD_NOT_FOUND("record.not_found", Category.USER),
    RECORD_EXISTS("record.exists", Category.CONFLICT),
    RECORD_CHANGED("record.changed", Category.CONFLICT),
    RECORD_INVALID("record.invalid", Category.USER),
    CURSOR_INVALID("cursor.invalid", Category.USER),
    SORT_UNSUPPORTED("sort.unsupported", Category.USER),
    CONTROL_UNAVAILABLE("control.unavailable", Category.UNAVAILABLE),
    RUN_LOST("run.lost", Category.INTERNAL),
    RUN_NOT_FOUND("run.not_found", Category.USER),
    PRIVACY_MAP_CHANGED("privacy_map.changed", Category.CONFLICT),
    PRIVACY_REQUEST_NOT_FOUND("privacy_request.not_found", Category.USER),
    PRIVACY_REQUEST_INVALID("privacy_request.invalid", Category.USER),
    PRIVACY_REQUEST_STATE("privacy_request.state", Category.CONFLICT),
    PRIVACY_REQUEST_LATE("privacy_request.late", Category.CONFLICT),
    PRIVACY_PACKAGE_NOT_FOUND("privacy_package.not_found", Category.USER),
    PRIVACY_ERASING("privacy.erasing", Category.CONFLICT),
    APPROVAL_SECOND_PERSON("approval.second_person", Category.USER),
    APPROVAL_PERSON("approval.person", Category.USER),
    CONSENT_REQUIRED("consent.required", Category.USER),
    CONSENT_INVALID("consent.invalid", Category.USER),
    FIELD_ENCRYPTED("field.encrypted", Category.USER),
    FIELD_UNENCRYPTABLE("field.unencryptable", Category.USER),
    FIELD_CLOSED("field.closed", Category.CONFIGURATION),
    CONSENT_NOT_FOUND("consent.not_found", Category.USER),
    RUN_NOT_RESUMABLE("run.not_resumable", Category.CONFLICT),
    SOURCE_CHANGED("source.changed", Category.USER),
    RUN_UNDONE("run.undone", Category.CONFLICT),
    ROLLBACK_REFUSED("rollback.refused", Category.CONFLICT),
    SCHEMA_BLOCKED("schema.blocked", Category.USER),
    SCHEMA_BUSY("schema.busy", Category.CONFLICT),
    RESIDENCY_VIOLATION("residency.violation", Category.USER),
    MIGRATION_BLOCKED("migration.blocked", Category.USER),
    MIGRATION_DIFFERS("migration.differs", Category.INTERNAL),
    MIGRATION_IN_PROGRESS("migration.in_progress", Category.CONFLICT),
    TARGET_LOST("target.lost", Category.USER),
    CUTOVER_REFUSED("cutover.refused", Category.CONFLICT),
    COLLECTION_HELD("collection.held", Category.UNAVAILABLE),
    COLLECTION_MOVED("collection.moved", Category.CONFLICT),
    OPTION_UNSUPPORTED("option.unsupported", Category.USER),
    SIGN_IN_BUSY("sign_in.busy", Category.LIMIT),
    PASSWORD_WEAK("password.weak", Category.USER),
    USER_NOT_FOUND("user.not_found", Category.USER),
    USER_EXISTS("user.exists", Category.CONFLICT),
    USER_NAME_INVALID("user.name_invalid", Category.USER),
    TOKEN_NOT_FOUND("token.not_found", Category.USER),
    TOKEN_NAME_INVALID("token.name_invalid", Category.USER);

    private final String code;
    private final Category category;

    ServiceError(String code, Category category) {
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
