using QRCoder;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>How a secret gets into an app: a link for the same device, and a picture of it for another.</summary>
internal static class TotpLink
{
    /// <summary>The link, which names this server and the account so that the person finds it again in the app.</summary>
    public static string Of(ReadOnlySpan<byte> secret, Session session, Deployment deployment) =>
        Totp.LinkOf(secret, deployment.Origin.Url.IdnHost, session.User.Email ?? session.UserId);

    /// <summary>
    /// The link as a QR code: the outline of its dark squares, as the data of one SVG path. Drawn by hand, because what draws it ready-made
    /// brings styles of its own, which the policy of the page forbids.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="size">How many squares it is wide and high, with its white edge.</param>
    public static string Picture(string link, out int size)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData data = generator.CreateQrCode(link, QRCodeGenerator.ECCLevel.M);
        size = data.ModuleMatrix.Count;
        var path = new System.Text.StringBuilder();
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int start = x;
                while (x < size && data.ModuleMatrix[y][x])
                {
                    x++;
                }

                _ = x > start ? path.Append('M').Append(start).Append(' ').Append(y).Append('h').Append(x - start).Append("v1h-").Append(x - start).Append('z') : path;
            }
        }

        return path.ToString();
    }
}
