package dev.naust.sqlite;

import java.sql.SQLException;

/** The cells of the row that something stands on, by their storage classes ({@link org.sqlite.core.Codes}). */
interface Row {
    /** The storage class of a cell. */
    int type(int column) throws SQLException;

    /** The number of a cell of class INTEGER. */
    long integer(int column) throws SQLException;

    /** The number of a cell of class FLOAT. */
    double real(int column) throws SQLException;

    /** The bytes of a cell of class TEXT or BLOB, in the database's own encoding. */
    byte[] bytes(int column) throws SQLException;

    /** A TEXT cell's bytes as UTF-8, whatever the database's encoding is. */
    byte[] utf8(int column) throws SQLException;
}
