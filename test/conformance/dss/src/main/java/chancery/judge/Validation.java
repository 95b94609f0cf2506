package chancery.judge;

import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.spi.client.http.IgnoreDataLoader;
import eu.europa.esig.dss.spi.policy.SignaturePolicyProvider;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.util.Locale;
import java.util.Map;

/** EN 319 102-1 as DSS understands it. Nothing is fetched unless the question says so, and then from loopback only. */
final class Validation {
    static Map<String, Object> of(Question question, ValidationPolicy policy) throws Exception {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(question.document("document"));
        validator.setCertificateVerifier(verifier(question));
        validator.setDetachedContents(question.documents("detached"));
        validator.setSignaturePolicyProvider(signaturePolicies(question));
        validator.setLocale(Locale.ENGLISH);
        if (question.has("password")) open(validator, question.text("password"));
        if (question.has("at")) validator.setValidationTime(question.time("at"));
        return new Report(validator.validateDocument(policyOf(question, policy))).asMap();
    }

    private static void open(SignedDocumentValidator validator, String password) {
        if (!(validator instanceof PDFDocumentValidator pdf)) throw new IllegalArgumentException("only a PDF has a password");
        pdf.setPasswordProtection(password.toCharArray());
    }

    private static ValidationPolicy policyOf(Question question, ValidationPolicy usual) throws Exception {
        if (!question.has("policy")) return usual;
        return ValidationPolicyFacade.newFacade().getValidationPolicy(new File(question.text("policy")));
    }

    /** Those handed over, by identifier; none is ever fetched. */
    private static SignaturePolicyProvider signaturePolicies(Question question) {
        SignaturePolicyProvider provider = new SignaturePolicyProvider();
        provider.setDataLoader(new IgnoreDataLoader());
        provider.setSignaturePoliciesById(question.namedDocuments("signaturePolicies"));
        return provider;
    }

    private static CertificateVerifier verifier(Question question) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        question.certificates("roots").forEach(trusted::addCertificate);
        verifier.setTrustedCertSources(trusted);
        CommonCertificateSource adjunct = new CommonCertificateSource();
        question.certificates("certificates").forEach(adjunct::addCertificate);
        verifier.setAdjunctCertSources(adjunct);
        if (question.flag("fetch")) fetchFromLoopback(verifier);
        else useGiven(verifier, question);
        return verifier;
    }

    private static void fetchFromLoopback(CertificateVerifier verifier) {
        verifier.setAIASource(new DefaultAIASource(new LoopbackLoader()));
        verifier.setOcspSource(new OnlineOCSPSource(new LoopbackLoader()));
        verifier.setCrlSource(new OnlineCRLSource(new LoopbackLoader()));
    }

    private static void useGiven(CertificateVerifier verifier, Question question) {
        verifier.setAIASource(null);
        verifier.setOcspSource(new ExternalResourcesOCSPSource(question.files("ocsp")));
        verifier.setCrlSource(new ExternalResourcesCRLSource(question.files("crls")));
    }
}
