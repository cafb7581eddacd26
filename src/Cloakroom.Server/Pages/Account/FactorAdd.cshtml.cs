using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Shows a new secret, as a picture, a link and a text, until its first code has come back.</summary>
[Authorize("fresh:5m")]
internal sealed class FactorAddModel(AccountFactors factors, Deployment deployment) : VisitorPage
{
    /// <summary>Whether there is a factor already.</summary>
    public bool IsOn { get; private set; }

    /// <summary>What waits for its first code; null when nothing does.</summary>
    public ShownSecret? Secret { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        if (Viewer is { } session)
        {
            IsOn = factors.StateOf(session.UserId).IsOn;
            Secret = IsOn || factors.SetupOf(session.UserId) is not { } secret ? null : ShownSecret.Of(secret, session, deployment);
        }
    }
}

/// <summary>A secret in the forms in which people take it.</summary>
/// <param name="Text">In groups, to be typed.</param>
/// <param name="Link">For an app on the same device.</param>
/// <param name="Picture">For the camera of another one, as the path of an SVG.</param>
/// <param name="Size">How many squares the picture is wide.</param>
internal sealed record ShownSecret(string Text, string Link, string Picture, int Size)
{
    public static ShownSecret Of(byte[] secret, Session session, Deployment deployment)
    {
        string link = TotpLink.Of(secret, session, deployment);
        return new(Base32.Grouped(Base32.Encode(secret), ' '), link, TotpLink.Picture(link, out int size), size);
    }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => nameof(ShownSecret);
}
