/** People's requests about their data, from their receipt to the answer. */
@NullMarked
package dev.naust.privacy.request;

import org.jspecify.annotations.NullMarked;
