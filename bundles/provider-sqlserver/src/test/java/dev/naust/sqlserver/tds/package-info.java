/**
 * A double of a server that speaks TDS as far as the tests need it (MS-TDS): pre-login with encryption, sign-in by password and by
 * token, batches, calls with typed parameters, bulk copy and attention. It answers what a test has laid out and keeps what it was
 * asked. It is no database: it knows no SQL.
 */
@NullMarked
package dev.naust.sqlserver.tds;

import org.jspecify.annotations.NullMarked;
