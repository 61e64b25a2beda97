package dev.naust.mongodb.bson;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;

/** A document is found by its id and by nothing that the id could be taken for. */
final class FormTest {
    @Test
    void onlyAnIdThatCouldBeTakenForAnOperatorIsAskedForByOne() {
        assertThat(Form.byId(new BsonInt64(7))).isEqualTo(BsonDocument.parse("{_id: {$numberLong: '7'}}"));
        assertThat(Form.byId(new BsonString("$gt"))).isEqualTo(BsonDocument.parse("{_id: '$gt'}"));

        BsonValue compound = BsonDocument.parse("{$gt: 1}");
        assertThat(Form.byId(compound)).isEqualTo(BsonDocument.parse("{_id: {$eq: {$gt: 1}}}"));
        BsonValue pattern = new BsonRegularExpression("^a");
        assertThat(Form.byId(pattern).getDocument("_id").get("$eq")).isEqualTo(pattern);
    }
}
