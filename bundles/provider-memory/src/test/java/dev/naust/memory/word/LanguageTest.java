package dev.naust.memory.word;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource({
        "caresses,caress",
        "ponies,poni",
        "cats,cat",
        "feed,feed",
        "agreed,agre",
        "plastered,plaster",
        "bled,bled",
        "motoring,motor",
        "sing,sing",
        "conflated,conflat",
        "troubled,troubl",
        "sized,size",
        "hopping,hop",
        "falling,fall",
        "filing,file",
        "happy,happi",
        "sky,sky",
        "relational,relat",
        "conditional,condit",
        "digitizer,digit",
        "operator,oper",
        "hopefulness,hope",
        "triplicate,triplic",
        "electrical,electr",
        "revival,reviv",
        "adoption,adopt",
        "probate,probat",
        "rate,rate",
        "controll,control",
        "roll,roll",
        "is,is",
        "båts,båts",
        "42s,42s"
    })
    void englishWordsLoseTheirEndings(String word, String stem) {
        assertThat(Language.ENGLISH.stem(word)).isEqualTo(stem);
    }

    @ParameterizedTest
    @CsvSource({
        "havnedistriktene,havnedistrikt",
        "havnedistrikter,havnedistrikt",
        "havnedistriktets,havnedistrikt",
        "havneavdelingen,havneavdeling",
        "havnens,havn",
        "havnestyrets,havnestyr",
        "opning,opning",
        "opninga,opning",
        "båtene,båt",
        "båten,båt",
        "båt,båt",
        "vanlig,van",
        "på,på",
        "s,s"
    })
    void norwegianWordsLoseTheirEndings(String word, String stem) {
        assertThat(Language.NORWEGIAN.stem(word)).isEqualTo(stem);
    }
}
