package dev.naust.mongodb.bson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Kind;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

/** All types of BSON, also those that servers have not made for years. */
final class EveryTypeTest {
    private static final String ALL = """
                {"_id": {"$oid": "507f1f77bcf86cd799439011"}, "double": {"$numberDouble": "-0.0"},
                 "nan": {"$numberDouble": "NaN"}, "int": {"$numberInt": "7"}, "long": {"$numberLong": "7"},
                 "decimal": {"$numberDecimal": "1.500"}, "huge": {"$numberDecimal": "1E+6000"},
                 "decimalNaN": {"$numberDecimal": "NaN"}, "negativeZero": {"$numberDecimal": "-0E-3"},
                 "infinity": {"$numberDecimal": "-Infinity"}, "text": "Zoë 🚢\\u0000", "yes": true, "nothing": null,
                 "bytes": {"$binary": {"base64": "AAEC", "subType": "00"}},
                 "md5": {"$binary": {"base64": "AAEC", "subType": "05"}},
                 "own": {"$binary": {"base64": "AAEC", "subType": "80"}},
                 "oldUuid": {"$binary": {"base64": "EjRWeJq83vASNFZ4mrze8A==", "subType": "03"}},
                 "uuid": {"$binary": {"base64": "EjRWeJq83vASNFZ4mrze8A==", "subType": "04"}},
                 "date": {"$date": {"$numberLong": "-62135596800001"}}, "regex": {"$regularExpression": {"pattern": "a/b", "options": "i"}},
                 "stamp": {"$timestamp": {"t": 4294967295, "i": 4294967295}}, "min": {"$minKey": 1}, "max": {"$maxKey": 1},
                 "code": {"$code": "x"}, "scoped": {"$code": "x", "$scope": {"a": {"$numberInt": "1"}}},
                 "symbol": {"$symbol": "s"}, "undefined": {"$undefined": true},
                 "pointer": {"$dbPointer": {"$ref": "db.c", "$id": {"$oid": "507f1f77bcf86cd799439011"}}},
                 "nested": {"a": {"b": [{"$numberInt": "1"}, null, {"c": "d"}, []]}, "": {"$numberInt": "1"}, "d.o$t": "x"}}""";

    @Test
    void everyTypeComesBackAsItWas() {
        RawBsonDocument given = new RawBsonDocument(BsonDocument.parse(ALL), new BsonDocumentCodec());

        DataRecord record = new RecordDecoder(Form.PLAIN, Optional.empty(), Integer.MAX_VALUE).decode(given);

        assertThat(new RecordEncoder(Form.PLAIN).encode(record)).isEqualTo(given);
        assertThat(record.body().get("uuid").orElseThrow().kind()).isEqualTo(Kind.UUID);
        assertThat(record.body().get("oldUuid").orElseThrow().kind()).isEqualTo(Kind.EXTENSION);
        assertThat(record.body().get("negativeZero").orElseThrow().kind()).isEqualTo(Kind.EXTENSION);
    }
}
