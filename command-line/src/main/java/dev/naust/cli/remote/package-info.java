/** Commands that ask a running server over its REST API: what the console can do, for scripts. */
@NullMarked
package dev.naust.cli.remote;

import org.jspecify.annotations.NullMarked;
