/** Who is who: users with hashed passwords, sessions, one-time codes and API tokens. */
@NullMarked
package dev.naust.control.account;

import org.jspecify.annotations.NullMarked;
