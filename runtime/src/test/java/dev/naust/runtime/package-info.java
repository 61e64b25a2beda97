/** Tests of the launcher, of the packaged server in a process of its own, and of the floors of the whole house. */
@NullMarked
package dev.naust.runtime;

import org.jspecify.annotations.NullMarked;
