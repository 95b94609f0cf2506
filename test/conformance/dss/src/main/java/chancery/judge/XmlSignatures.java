package chancery.judge;

import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** XML-DSig core validation by the JDK with secure validation on: a second judge, which shares no code with DSS's. */
final class XmlSignatures {
    private final XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
    private final List<PublicKey> keys;
    private final List<DSSDocument> detached;

    private XmlSignatures(List<PublicKey> keys, List<DSSDocument> detached) {
        this.keys = keys;
        this.detached = detached;
    }

    static Map<String, Object> of(Question question) throws Exception {
        Document document = parse(DSSUtils.toByteArray(question.document("document")));
        List<PublicKey> keys = question.certificates("certificates").stream().map(CertificateToken::getPublicKey).toList();
        XmlSignatures judge = new XmlSignatures(keys, question.documents("detached"));
        NodeList found = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        List<Object> signatures = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) signatures.add(judge.judge((Element) found.item(at)));
        return Map.of("signatures", signatures);
    }

    /** The verdict under the key that fits, or under the last one tried. */
    private Map<String, Object> judge(Element signature) throws Exception {
        Map<String, Object> verdict = Map.of("valid", false, "valueValid", false, "references", List.of());
        for (PublicKey key : keys) {
            verdict = judge(signature, key);
            if (Boolean.TRUE.equals(verdict.get("valid"))) break;
        }
        return verdict;
    }

    private Map<String, Object> judge(Element signature, PublicKey key) throws Exception {
        DOMValidateContext context = new DOMValidateContext(key, signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
        context.setURIDereferencer(this::dereference);
        declareIds(context, signature.getOwnerDocument().getDocumentElement());
        XMLSignature parsed = factory.unmarshalXMLSignature(context);
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("valid", parsed.validate(context));
        verdict.put("valueValid", parsed.getSignatureValue().validate(context));
        List<Object> references = new ArrayList<>();
        for (Object reference : parsed.getSignedInfo().getReferences()) references.add(judge((Reference) reference, context));
        verdict.put("references", references);
        return verdict;
    }

    private static Map<String, Object> judge(Reference reference, DOMValidateContext context) throws Exception {
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("uri", reference.getURI());
        verdict.put("type", reference.getType());
        verdict.put("valid", reference.validate(context));
        return verdict;
    }

    /** Outside the document only what was handed over, by its name. */
    private javax.xml.crypto.Data dereference(javax.xml.crypto.URIReference reference, javax.xml.crypto.XMLCryptoContext context)
            throws URIReferenceException {
        String uri = reference.getURI();
        URIDereferencer usual = factory.getURIDereferencer();
        if (uri != null && (uri.isEmpty() || uri.startsWith("#"))) return usual.dereference(reference, context);
        for (DSSDocument document : detached) {
            if (uri == null || java.net.URI.create(uri).getPath().equals(document.getName())) {
                return new OctetStreamData(new ByteArrayInputStream(DSSUtils.toByteArray(document)));
            }
        }
        throw new URIReferenceException(uri + " was not handed over");
    }

    /** Without a schema the JDK knows no identifiers. */
    private static void declareIds(DOMValidateContext context, Element element) {
        for (String name : List.of("Id", "ID", "id")) {
            Attr attribute = element.getAttributeNode(name);
            if (attribute != null) context.setIdAttributeNS(element, null, name);
        }
        NodeList children = element.getChildNodes();
        for (int at = 0; at < children.getLength(); at++) {
            if (children.item(at) instanceof Element child) declareIds(context, child);
        }
    }

    private static Document parse(byte[] octets) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(octets));
    }
}
