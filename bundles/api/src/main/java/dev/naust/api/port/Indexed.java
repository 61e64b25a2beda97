package dev.naust.api.port;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A property that objects are looked for by, so that the store keeps an index over it where it can. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Indexed {

    /** Whether no two objects may agree in it; a store that cannot see to that is refused. */
    boolean unique() default false;

    /** Further properties of the same index, behind this one. */
    String[] with() default {};
}
