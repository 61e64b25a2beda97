/** Pseudonyms and sealed texts under keys of this server. */
@NullMarked
package dev.naust.privacy.secret;

import org.jspecify.annotations.NullMarked;
