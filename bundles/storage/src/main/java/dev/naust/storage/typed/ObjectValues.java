package dev.naust.storage.typed;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns objects of classes into values and back, without a detour through text. Safe for use by several threads. */
final class ObjectValues {
    private final JsonValues json = new JsonValues();
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new ValueModule())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.NON_PRIVATE)
            .build();

    ObjectMapper mapper() {
        return mapper;
    }

    /**
     * An object as a value.
     *
     * @throws IllegalArgumentException when its class cannot be turned into one
     */
    Value toValue(@Nullable Object object) {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            mapper.writeValue(tokens, object);
            try (JsonParser parser = tokens.asParser()) {
                parser.nextToken();
                return value(parser);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A value as an object.
     *
     * @throws IllegalArgumentException when it does not fit; the message names the property and no content
     */
    <T> T toObject(Value value, JavaType type) {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            put(value, tokens);
            try (JsonParser parser = tokens.asParser()) {
                return mapper.readValue(parser, type);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson's own words quote values, so that only the place is taken from them. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            }
            return "the property " + path.substring(path.charAt(0) == '.' ? 1 : 0) + " does not fit its type";
        }
        return "it does not fit the class";
    }

    private Value value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> Text.of(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            case VALUE_TRUE -> Value.Bool.TRUE;
            case VALUE_FALSE -> Value.Bool.FALSE;
            case VALUE_NULL -> Value.ofNull();
            case VALUE_EMBEDDED_OBJECT -> embedded(parser.getEmbeddedObject());
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME ->
                throw new IllegalStateException("Objects are written whole");
        };
    }

    private Document object(JsonParser parser) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return Document.of(fields);
    }

    private Value array(JsonParser parser) throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Value.Array(items);
    }

    private static Value integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> new Value.Int32(parser.getIntValue());
            case LONG -> new Value.Int64(parser.getLongValue());
            default -> new Value.Decimal(new BigDecimal(parser.getBigIntegerValue()));
        };
    }

    private static Value fraction(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_DECIMAL
                ? new Value.Decimal(parser.getDecimalValue())
                : new Value.Float64(parser.getDoubleValue());
    }

    private static Value embedded(@Nullable Object object) {
        if (object instanceof byte[] bytes) {
            return Bytes.of(bytes);
        } else if (object instanceof UUID id) {
            return new Value.Uuid(id);
        } else if (object instanceof LocalDate date) {
            return new Value.Date(date);
        } else if (object instanceof LocalTime time) {
            return new Value.Time(time);
        } else if (object instanceof LocalDateTime timestamp) {
            return new Value.LocalTimestamp(timestamp);
        } else if (object instanceof Instant instant) {
            return new Value.Moment(instant);
        } else if (object instanceof OffsetDateTime timestamp) {
            return new Value.OffsetTimestamp(timestamp);
        } else if (object == null) {
            return Value.ofNull();
        }
        throw new IllegalArgumentException(
                "No store holds a " + object.getClass().getName());
    }

    private void put(Value value, JsonGenerator out) throws IOException {
        switch (value.kind()) {
            case NULL -> out.writeNull();
            case BOOL -> out.writeBoolean(((Value.Bool) value).isTrue());
            case INT32 -> out.writeNumber(((Value.Int32) value).number());
            case INT64 -> out.writeNumber(((Value.Int64) value).number());
            case FLOAT64 -> out.writeNumber(((Value.Float64) value).number());
            case DECIMAL -> putDecimal(((Value.Decimal) value).number(), out);
            case TEXT -> out.writeString(value instanceof Text text ? text.string() : text((Content) value));
            case BYTES ->
                out.writeEmbeddedObject(value instanceof Bytes bytes ? bytes.array() : bytes((Content) value));
            case UUID -> out.writeEmbeddedObject(((Value.Uuid) value).id());
            case DATE -> out.writeEmbeddedObject(((Value.Date) value).date());
            case TIME -> out.writeEmbeddedObject(((Value.Time) value).time());
            case LOCAL_TIMESTAMP -> out.writeEmbeddedObject(((Value.LocalTimestamp) value).timestamp());
            case MOMENT -> out.writeEmbeddedObject(((Value.Moment) value).instant());
            case OFFSET_TIMESTAMP -> out.writeEmbeddedObject(((Value.OffsetTimestamp) value).timestamp());
            case JSON -> put(json.read(((Value.Json) value).text().string()), out);
            case ARRAY -> {
                out.writeStartArray();
                for (Value item : ((Value.Array) value).items()) {
                    put(item, out);
                }
                out.writeEndArray();
            }
            case DOCUMENT -> {
                Document document = (Document) value;
                out.writeStartObject();
                for (int i = 0; i < document.size(); i++) {
                    out.writeFieldName(document.layout().names().get(i));
                    put(document.at(i), out);
                }
                out.writeEndObject();
            }
            case EXTENSION -> out.writeString(readable((Value.Extension) value));
        }
    }

    /** An object's property cannot say that it is not the value, so that the object is not handed out. */
    private static String readable(Value.Extension value) {
        if (RecordGuard.isUnreadable(value)) {
            throw new StoreException(
                    ServiceError.FIELD_CLOSED,
                    "A field of the record is encrypted, and no key of this server opens it; put the master key that it was"
                            + " encrypted with into keys/retired");
        }
        return value.text();
    }

    /** A whole number without a fraction reads as an integer too, whatever the store declares for it. */
    private static void putDecimal(BigDecimal number, JsonGenerator out) throws IOException {
        if (number.scale() == 0) {
            out.writeNumber(number.toBigInteger());
        } else {
            out.writeNumber(number);
        }
    }

    private static byte[] bytes(Content content) throws IOException {
        try (var in = content.open()) {
            return in.readAllBytes();
        }
    }

    private static String text(Content content) throws IOException {
        return new String(bytes(content), java.nio.charset.StandardCharsets.UTF_8);
    }
}
