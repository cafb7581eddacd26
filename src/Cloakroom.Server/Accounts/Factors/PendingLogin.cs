using System.Security.Cryptography;
using System.Text;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>A login whose password was right and whose code is missing. It is no session: nothing but the second step takes it.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Carrier">How the client wants to show the session.</param>
/// <param name="Remember">Whether it asked to be remembered.</param>
/// <param name="BeganAt">Just before the password was looked at.</param>
internal sealed record PendingLogin(string AccountId, Carrier Carrier, bool Remember, DateTimeOffset BeganAt)
{
    /// <summary>How long the code may take.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Wrong codes after which the login begins again with the password (ASVS 6.6.3).</summary>
    public const int MostFailures = 5;

    private const int TokenBytes = 32, TokenLength = 43;

    /// <summary>How the first step was proved, by RFC 8176: <c>pwd</c> here, <c>fed</c> at another provider.</summary>
    public string Method { get; init; } = "pwd";

    /// <summary>A secret that names one: 256 random bits.</summary>
    public static string NewToken() => EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What is kept of the secret; null when the text has not the form of one.</summary>
    public static byte[]? DigestOf(string token) => token.Length == TokenLength ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
}
