/** Forms from schemas, tested without a page. */
@NullMarked
package dev.naust.console.form;

import org.jspecify.annotations.NullMarked;
