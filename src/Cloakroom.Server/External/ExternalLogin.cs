using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Server.External;

/// <summary>The end of a login at a provider: who is it there, whose account is that here, and may they come in.</summary>
internal sealed class ExternalLogin(
    ProviderCalls calls, IdTokens tokens, ExternalLinks links, ExternalSessions external, PendingLink pending, SecondStep second, AccountUsers sessionUsers, Arrivals arrivals,
    ISessions sessions, SessionEngine engine, EventLog events, Deployment deployment, TimeProvider time, ILogger<ExternalLogin> logger)
{
    /// <summary>Exchanges the code, and does what the flow is for. Null when it is done, else why not.</summary>
    public async Task<Reason?> FinishAsync(HttpContext context, ExternalProvider provider, Flow flow, BrowserSecret browser, string code)
    {
        DateTimeOffset began = time.GetUtcNow();
        try
        {
            if (await provider.Discovery.GetAsync(context.RequestAborted) is not { } known)
            {
                return Reason.ExternalUnavailable;
            }

            if (await calls.ExchangeAsync(provider.Options, known.TokenEndpoint, code, deployment.Origin.Serialized + provider.CallbackPath, flow.Verifier(browser), context.RequestAborted)
                is not { } answer)
            {
                return Reason.ExternalFailed;
            }

            (ExternalIdentity? identity, string problem) = await tokens.ReadAsync(provider, flow, flow.Nonce(browser), answer, context.RequestAborted);
            if (identity is null)
            {
                calls.Report(provider.Options, problem);
                return problem == IdTokens.Stale ? Reason.FreshLoginRequired : Reason.ExternalFailed;
            }

            return flow.Purpose == FlowPurpose.Link ? await LinkAsync(context, flow.UserId, identity) : await LogInAsync(context, provider, flow, identity, began);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException
            || (failure is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            provider.Discovery.Failed();
            calls.Report(provider.Options, failure.GetType().Name);
            return Reason.ExternalUnavailable;
        }
    }

    /// <summary>Adds a way to log in to the account of the current session. Null when it is done, else why not.</summary>
    public async Task<Reason?> LinkAsync(HttpContext context, string userId, ExternalIdentity identity)
    {
        // Whoever began it is logged in still, and nobody else.
        if (sessions.Current is not { } current || current.UserId != userId || await links.FindAccountAsync(userId) is not { DisabledAt: null } account)
        {
            return Reason.ExternalExpired;
        }

        if (await links.AddAsync(account, identity) is { } refusal)
        {
            return refusal;
        }

        Log.ExternalLinked(logger, account.Id, identity.Title);
        await events.RecordAsync(AccountEvent.Of(context, EventKind.ExternalLinked, account.Id) with { Detail = identity.Title });
        await WaysInChangedAsync(account);
        return null;
    }

    /// <summary>Takes away a way to log in to the account of the current session. Null when it is done, else why not.</summary>
    public async Task<Reason?> UnlinkAsync(HttpContext context, string userId, ExternalProvider provider)
    {
        if (await links.RemoveAsync(userId, provider.Key) is { } refusal)
        {
            return refusal;
        }

        Log.ExternalUnlinked(logger, userId, provider.Title);
        await events.RecordAsync(AccountEvent.Of(context, EventKind.ExternalUnlinked, userId) with { Detail = provider.Title });
        if (await links.FindAccountAsync(userId) is { } account)
        {
            await WaysInChangedAsync(account);
        }

        return null;
    }

    private async Task<Reason?> LogInAsync(HttpContext context, ExternalProvider provider, Flow flow, ExternalIdentity identity, DateTimeOffset began)
    {
        Account? known = await links.FindAsync(identity);
        (Account? account, Reason? refusal) = known is not null ? (known, null)
            : flow.Purpose == FlowPurpose.Renew ? (null, Reason.ExternalTaken)
            : identity.Email is { } address ? await links.RegisterAsync(identity, address, context.RequestAborted) : (null, Reason.ExternalNoAddress);
        if (account is null)
        {
            if (refusal == Reason.ExternalLinkFirst)
            {
                pending.Give(context.Response, identity);
            }

            return refusal;
        }

        if (known is null)
        {
            await events.RecordAsync(AccountEvent.Of(context, EventKind.Register, account.Id) with { Detail = identity.Title });
        }

        if (account.DisabledAt is not null)
        {
            return Reason.UserDisabled;
        }

        // Only a provider that is trusted with it may stand in for the second factor of the account.
        bool isProved = provider.Options.TrustsFactors && identity.Methods.Contains("mfa", StringComparer.Ordinal);
        if (account.TwoFactorEnabled && !isProved)
        {
            second.AskBrowser(context, account, began);
            external.Await(account.Id, began, identity);
            return Reason.MfaRequired;
        }

        return await BeginAsync(context, flow, identity, await sessionUsers.OfAsync(account), isProved ? ["fed", "mfa"] : ["fed"], began);
    }

    private async Task<Reason?> BeginAsync(HttpContext context, Flow flow, ExternalIdentity identity, SessionUser user, string[] methods, DateTimeOffset began)
    {
        if (flow.Purpose == FlowPurpose.Renew && sessions.Current?.UserId is { } current)
        {
            return current != user.Id || current != flow.UserId ? Reason.ExternalTaken
                : await sessions.RotateAsync(user, reauthenticated: true) is null ? Reason.Revoked : null;
        }

        SignedIn signedIn;
        try
        {
            signedIn = await sessions.SignInAsync(new SignIn(user) { AuthenticationMethods = [.. methods], AuthenticatedAt = began });
        }
        catch (RefusedException refused)
        {
            // All sessions were ended meanwhile. This is a navigation: the login page says so.
            return refused.Refusal?.Reason ?? Reason.Revoked;
        }

        if (!external.Begin(signedIn.Session, identity))
        {
            await sessions.SignOutAsync();
            return Reason.Revoked;
        }

        await arrivals.NoteAsync(context, signedIn.Session);

        // The provider may have asked long ago. The session says so, and what needs a recent proof asks again.
        if (identity.AuthenticatedAt is { } proved && proved < began - ProviderToken.ClockDifference)
        {
            await engine.UpdateUserAsync(signedIn.Session with { AuthenticatedAt = proved }, user);
        }

        Log.LoggedIn(logger, user.Id, signedIn.Session.Digest.ToString(), signedIn.Session.Device);
        return null;
    }

    // Q08, Q03: other devices log in again, this one gets a new ID.
    private async Task WaysInChangedAsync(Account account)
    {
        await sessions.EndOthersAsync();
        await sessions.RotateAsync(await sessionUsers.OfAsync(account), reauthenticated: false);
    }
}
