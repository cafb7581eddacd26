using System.Security.Claims;

namespace Cloakroom;

/// <summary>
/// The identity of a <see cref="SessionPrincipal"/>. Nobody gets it before it is complete, but by <see cref="Claim.Subject"/> of a claim that
/// was asked for alone: so it completes itself as well.
/// </summary>
internal sealed class SessionClaims(Session session) : ClaimsIdentity(CloakroomDefaults.AuthenticationScheme, SessionIdentity.NameType, SessionIdentity.RoleType)
{
    private Claim? _name, _id;
    private bool _isWhole;

    public override IEnumerable<Claim> Claims
    {
        get
        {
            Complete();
            return base.Claims;
        }
    }

    public override Claim? FindFirst(string type) =>
        _isWhole ? base.FindFirst(type)
        : type == SessionIdentity.NameType ? FindAlone(ref _name, type)
        : type == ClaimTypes.NameIdentifier ? FindAlone(ref _id, type)
        : Complete().FindFirst(type);

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

    public override void AddClaim(Claim claim)
    {
        Complete();
        base.AddClaim(claim);
    }

    public override void AddClaims(IEnumerable<Claim?> claims)
    {
        Complete();
        base.AddClaims(claims);
    }

    public override bool TryRemoveClaim(Claim? claim)
    {
        Complete();
        return base.TryRemoveClaim(claim);
    }

    public override void RemoveClaim(Claim? claim)
    {
        Complete();
        base.RemoveClaim(claim);
    }

    public override ClaimsIdentity Clone()
    {
        Complete();
        return base.Clone();
    }

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        Complete();
        base.WriteTo(writer, userData);
    }

    /// <summary>Makes all claims, with those that were given out already in their places.</summary>
    public SessionClaims Complete()
    {
        if (!_isWhole)
        {
            _isWhole = true;
            // Each with its subject, so that the base takes it as it is.
            base.AddClaim(FindAlone(ref _name, SessionIdentity.NameType));
            base.AddClaim(FindAlone(ref _id, ClaimTypes.NameIdentifier));
            foreach (Claim claim in SessionIdentity.Others(this, session.Handle, session.AuthenticatedAt, session.User.Email, session.User.Roles, session.AuthenticationMethods))
            {
                base.AddClaim(claim);
            }
        }

        return this;
    }

    private Claim FindAlone(ref Claim? claim, string type) => claim ??= SessionIdentity.Claim(this, type, session.User.Id);
}
