namespace Cloakroom.Cookies;

/// <summary>
/// Knows under which names people register theirs (RFC 6265bis 5.6.3.2 "public suffix"): <c>com</c>, <c>co.uk</c>, <c>vercel.app</c>.
/// <see cref="PublicSuffixList.Default"/> is the one that browsers know; a test may bring its own.
/// </summary>
public interface IPublicSuffixes
{
    /// <summary>
    /// The public suffix of a host: always an end of it on a label boundary, at least its last label (the default rule <c>*</c>), and the
    /// whole host when it is a public suffix itself.
    /// </summary>
    /// <param name="host">A name as <see cref="HostName"/> gives it: lower case, ASCII. Not an IP address; those have no suffix.</param>
    string GetPublicSuffix(string host);
}
