/**
 * The provider for Azure SQL and SQL Server: its configuration and endpoints, the open store, its connections and its errors.
 *
 * <p>{@code copy} holds the way of records into and out of the server, {@code catalogue} what the server declares.
 */
@NullMarked
package dev.naust.sqlserver;

import org.jspecify.annotations.NullMarked;
