/**
 * The one model of rows, documents, keys and files: values that carry their meaning, records, schemas, and the canonical
 * form by which two stores are compared.
 *
 * <p>Everything here is immutable and safe to share between threads unless its own javadoc says otherwise.
 */
@Version("0.1.0")
@Export
@NullMarked
package dev.naust.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
