package dev.naust.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.ResourceBundle;

/** Undoes what drivers do by themselves when their classes are loaded. */
public final class Drivers {
    private Drivers() {}

    /**
     * Takes the drivers of the caller's own bundle out of {@link DriverManager}, and their texts out of the cache of
     * {@link ResourceBundle}; both would otherwise keep the bundle's class loader alive after the bundle has gone.
     *
     * @param own any class of the bundle that embeds the driver and this library
     */
    public static void deregister(Class<?> own) throws SQLException {
        List<Driver> drivers = DriverManager.drivers()
                .filter(driver -> driver.getClass().getClassLoader() == own.getClassLoader())
                .toList();
        for (Driver driver : drivers) {
            DriverManager.deregisterDriver(driver);
        }
        ResourceBundle.clearCache(own.getClassLoader());
    }
}
