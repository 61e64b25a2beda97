/**
 * Forms made from JSON Schemas: what a schema asks for becomes parts that a page draws, and what was filled in becomes a document
 * again. Knows nothing of pages or requests.
 */
@NullMarked
package dev.naust.console.form;

import org.jspecify.annotations.NullMarked;
