using System.Security.Claims;
using System.Security.Principal;

namespace Cloakroom;

/// <summary>
/// The user of a session. Most endpoints ask for one claim, the user's ID, or for a role, and all claims together cost four times as much:
/// they are made when somebody looks at the identity or at all of them, or adds something. From then on this is what the framework makes.
/// </summary>
internal sealed class SessionPrincipal(Session session) : ClaimsPrincipal
{
    private readonly SessionClaims _claims = new(session);
    private bool _isWhole;

    public override IIdentity? Identity
    {
        get
        {
            Complete();
            return base.Identity;
        }
    }

    public override IEnumerable<ClaimsIdentity> Identities
    {
        get
        {
            Complete();
            return base.Identities;
        }
    }

    public override IEnumerable<Claim> Claims
    {
        get
        {
            Complete();
            return base.Claims;
        }
    }

    public override Claim? FindFirst(string type) => _isWhole ? base.FindFirst(type) : _claims.FindFirst(type);

    // As the framework compares the value of a claim.
    public override bool IsInRole(string role) => _isWhole ? base.IsInRole(role) : session.User.Roles.Contains(role, StringComparer.Ordinal);

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        Complete();
        return base.FindFirst(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        Complete();
        return base.FindAll(type);
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        Complete();
        return base.FindAll(match);
    }

    public override bool HasClaim(string type, string value)
    {
        Complete();
        return base.HasClaim(type, value);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        Complete();
        return base.HasClaim(match);
    }

    public override void AddIdentity(ClaimsIdentity identity)
    {
        Complete();
        base.AddIdentity(identity);
    }

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        Complete();
        base.AddIdentities(identities);
    }

    public override ClaimsPrincipal Clone()
    {
        Complete();
        return base.Clone();
    }

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        Complete();
        base.WriteTo(writer, userData);
    }

    private void Complete()
    {
        if (!_isWhole)
        {
            _isWhole = true;
            base.AddIdentity(_claims.Complete());
        }
    }
}
