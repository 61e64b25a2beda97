package dev.naust.registry.trust;

import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a signer is one whom the trust store vouches for, now: a certificate that has run out vouches for nothing, and
 * time stamps do not change that.
 */
final class Chains {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";

    private final Set<X509Certificate> anchors;
    private final Clock clock;

    Chains(Set<X509Certificate> anchors, Clock clock) {
        this.anchors = anchors;
        this.clock = clock;
    }

    /** Why a signer is not trusted, to follow {@code is signed by NAME, }; empty when it is. */
    Optional<String> fault(CodeSigner signer) {
        List<X509Certificate> chain = signer.getSignerCertPath().getCertificates().stream()
                .map(X509Certificate.class::cast)
                .toList();
        X509Certificate leaf = chain.get(0);
        try {
            leaf.checkValidity(Date.from(clock.instant()));
            if (!maySignCode(leaf)) {
                return Optional.of("whose certificate is not meant for signing code");
            }
            if (!anchors.contains(leaf)) {
                validate(chain);
            }
            return Optional.empty();
        } catch (CertificateExpiredException e) {
            return Optional.of(
                    "whose certificate ran out on " + leaf.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            return Optional.of("whose certificate is not valid before "
                    + leaf.getNotBefore().toInstant());
        } catch (CertPathValidatorException e) {
            return Optional.of(reason(e));
        } catch (GeneralSecurityException e) {
            return Optional.of("whose certificate cannot be judged");
        }
    }

    private void validate(List<X509Certificate> chain) throws GeneralSecurityException {
        List<Certificate> path = chain.stream()
                .takeWhile(certificate -> !anchors.contains(certificate))
                .collect(Collectors.toList());
        CertPath toAnchor = CertificateFactory.getInstance("X.509").generateCertPath(path);
        PKIXParameters parameters = new PKIXParameters(
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet()));
        // There is nobody to ask whether a certificate was revoked: whoever loses trust is taken out of the store.
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.instant()));
        CertPathValidator.getInstance("PKIX").validate(toAnchor, parameters);
    }

    private static String reason(CertPathValidatorException failure) {
        if (failure.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
            return "whose certificate was issued by one that has run out";
        }
        return "whom the trust store does not vouch for";
    }

    private static boolean maySignCode(X509Certificate leaf) throws CertificateException {
        boolean @Nullable [] usage = leaf.getKeyUsage();
        try {
            @Nullable List<String> uses = leaf.getExtendedKeyUsage();
            return (usage == null || usage[0])
                    && (uses == null || uses.contains(CODE_SIGNING) || uses.contains(ANY_USE));
        } catch (CertificateParsingException e) {
            throw new CertificateException(e);
        }
    }
}
