using Cloakroom.Server.Languages;
using Cloakroom.Server.Mail;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// Registration where mail is sent: there is no account before its address is confirmed. The password is hashed for free and taken addresses
/// alike, and nobody looks which it is before the mail is written (promise Q50).
/// </summary>
internal sealed class SignUp(PostOffice post, PasswordChecks passwords)
{
    /// <summary>Whether registrations go this way.</summary>
    public bool IsNeeded => post.IsOpen;

    /// <summary>For what <see cref="Registration.RefuseUnasked"/> lets pass. Why no mail will come; null when one will, unless too many were asked for.</summary>
    public async Task<Refusal?> AskAsync(EmailAddress address, string password, CancellationToken cancellationToken)
    {
        if (!passwords.TryHash(password, cancellationToken, out Task<string>? hashing))
        {
            return Overload.Refusal();
        }

        return post.TryAsk(address, new(LetterKind.Register, address.Text, "", await hashing, Texts.Language)) ? null : Overload.Refusal();
    }
}
