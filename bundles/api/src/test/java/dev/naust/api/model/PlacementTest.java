package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

    @ParameterizedTest
    @CsvSource({
        "OPEN,norway,true",
        "OPEN,eu,true",
        "OPEN,global,true",
        "OPEN,,true",
        "OPEN,mars,false",
        "RESTRICTED,norway,true",
        "RESTRICTED,eu,true",
        "RESTRICTED,global,false",
        "RESTRICTED,,false",
        "CONFIDENTIAL,norway,true",
        "CONFIDENTIAL,eu,false",
        "CONFIDENTIAL,global,false",
        "CONFIDENTIAL,,false",
        "SECRET,norway,true",
        "SECRET,eu,false",
        "SECRET,global,false",
        "SECRET,,false",
        ",norway,true",
        ",eu,true",
        ",global,true",
        ",,true"
    })
    void every_level_is_allowed_in_its_places_and_refused_elsewhere(String level, String place, boolean allowed) {
        Placement placement = new Placement(
                "Store crm",
                Optional.ofNullable(level).flatMap(Classification::named),
                "location nas",
                Optional.ofNullable(place));

        assertThat(placement.refusal().isEmpty()).isEqualTo(allowed);
        placement.refusal().ifPresent(reason -> assertThat(reason).contains("Store crm", level, "location nas"));
    }
}
