using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// "The user agent receives a cookie": the steps of 5.7, in their order and by their numbers. Made for one line, used once; the caller holds the
/// lock of the store.
/// </summary>
internal ref struct StorageModel(SetCookieLine line, CookieContext context, CookieUrl url, CookieJarOptions options, CookieStore store, long now)
{

    private readonly SetCookieLine _line = line;
    private string _domain = url.Host;
    private bool _hostOnly = true;
    private CookiePartition? _partition;

    public CookieDecision Receive()
    {
        // 2. Neither name nor value. (1. is the caller's choice; 3. and 4. repeat what parsing refused, 5.6 steps 1 and 5.)
        if (_line.Name.IsEmpty && _line.Value.IsEmpty)
        {
            return Refuse(CookieRule.Empty);
        }

        if (RefuseDomain() is { } domain)
        {
            return domain;
        }

        if (_line.Partitioned && options.Partitioned)
        {
            _partition = PartitionOf.Context(context, options.PublicSuffixes);
        }

        // 5., 6., 11., 12., 14. and 17. Create the cookie with what the attributes say.
        KeptCookie cookie = Create();
        return Check(cookie) ?? Insert(cookie);
    }

    private CookieDecision? RefuseDomain()
    {
        // 7. The last Domain attribute; one that is too long was dropped when it was parsed.
        if (_line.Domain.IsEmpty)
        {
            return options.Dialect == CookieDialect.Chromium && !_line.DomainAttribute.IsEmpty ? Refuse(CookieRule.DomainMismatch, ".") : null;
        }

        // 8. A character outside ASCII.
        if (!Ascii.IsValid(_line.Domain))
        {
            return Refuse(CookieRule.DomainNotAscii, Encoding.Latin1.GetString(_line.Domain));
        }

        string attribute = Encoding.ASCII.GetString(_line.Domain).ToLowerInvariant();

        // 9. A public suffix: for the host of that very name it is as if there were no attribute, for all others it is refused.
        if (IsPublicSuffix(attribute))
        {
            return attribute == url.Host ? null : Refuse(CookieRule.PublicSuffix, attribute);
        }

        // 10. The host must domain-match the attribute (5.1.3).
        if (!url.DomainMatches(attribute))
        {
            return Refuse(CookieRule.DomainMismatch, attribute);
        }

        // What is above a public suffix is none by the letter (kawasaki.jp under the rule *.kawasaki.jp), and would reach even more strangers.
        if (attribute != url.Host && attribute.Length <= options.PublicSuffixes.GetPublicSuffix(url.Host).Length)
        {
            return Refuse(CookieRule.PublicSuffix, attribute);
        }

        // Chromium makes it a host-only cookie where the host is an address, below which there is nothing.
        (_hostOnly, _domain) = (url.IsAddress && options.Dialect == CookieDialect.Chromium, attribute);
        return null;
    }

    private readonly CookieDecision? Check(KeptCookie cookie)
    {
        // 13. Secure over a connection that is not.
        if (!url.IsSecure && cookie.Secure)
        {
            return Refuse(CookieRule.SecureOverHttp, cookie);
        }

        // 15. HttpOnly from a "non-HTTP" API.
        if (context.Api == CookieApi.Script && cookie.HttpOnly)
        {
            return Refuse(CookieRule.HttpOnlyFromScript, cookie);
        }

        // 16. Leave Secure cookies alone.
        if (!cookie.Secure && !url.IsSecure && store.SecureBeneath(cookie, url.IsAddress, options.Dialect == CookieDialect.Chromium ? options.PublicSuffixes : null) is { } secure)
        {
            return Refuse(CookieRule.LeaveSecureAlone, cookie, secure);
        }

        return CheckSameSite(cookie) ?? CheckPrefixes(cookie) ?? CheckPartition(cookie);
    }

    private readonly CookieDecision? CheckSameSite(KeptCookie cookie)
    {
        // 18. Not SameSite=None:
        if (cookie.SameSite != SameSite.None)
        {
            // 18.1 A script in a document whose "site for cookies" is not the top-level one. 18.2 A same-site request may. 18.3 A top-level
            // navigation may. 18.4 All others may not.
            if (context is { Api: CookieApi.Http, Kind: CookieRequestKind.TopLevelNavigation })
            {
                return null;
            }

            var status = SameSiteStatus.Of(context, options);
            return status.IsSameSite ? null : Refuse(CookieRule.SameSiteSetCrossSite, cookie, null, status);
        }

        // 19. SameSite=None needs Secure.
        return cookie.Secure ? null : Refuse(CookieRule.SameSiteNoneWithoutSecure, cookie);
    }

    private readonly CookieDecision? CheckPrefixes(KeptCookie cookie)
    {
        CookiePrefix prefix = CookiePrefixes.Of(cookie.Name, options.HttpPrefixes);
        bool isForHost = cookie.Secure && IsForHost(cookie);
        bool isFromHttp = cookie.Secure && cookie.HttpOnly;
        CookieRule? broken = prefix switch
        {
            // 20. __Secure- needs Secure.
            CookiePrefix.Secure when !cookie.Secure => CookieRule.PrefixSecure,

            // 21. __Host- needs Secure, no Domain, and a Path attribute that gives "/".
            CookiePrefix.Host when !isForHost => CookieRule.PrefixHost,

            // layered-cookies "Store a Cookie": __Http- needs Secure and HttpOnly, __Host-Http- all of both.
            CookiePrefix.Http when !isFromHttp => CookieRule.PrefixHttp,
            CookiePrefix.HostHttp when !isForHost || !isFromHttp => isForHost ? CookieRule.PrefixHttp : CookieRule.PrefixHost,

            // 22. No name, and a value that would be sent as if it had a prefix.
            CookiePrefix.None when cookie.NameLength == 0 && CookiePrefixes.Of(cookie.Value, options.HttpPrefixes) != CookiePrefix.None => CookieRule.PrefixNameless,
            _ => null,
        };
        return broken is { } rule ? Refuse(rule, cookie) : null;
    }

    // 5.7 step 21.2 and 21.3. Chromium looks at what is written: Path=/, and no Domain but the address that is the host.
    private readonly bool IsForHost(KeptCookie cookie) => options.Dialect == CookieDialect.Chromium
        ? _line.PathAttribute is [(byte)'/'] && (_line.DomainAttribute.IsEmpty || (url.IsAddress && _line.DomainAttribute.SequenceEqual(Encoding.ASCII.GetBytes(url.Host))))
        : cookie.HostOnly && _line.HasPath && cookie.Path == "/";

    // CHIPS 2.1: Partitioned needs Secure; without a top-level site there is nothing to belong to.
    private readonly CookieDecision? CheckPartition(KeptCookie cookie) =>
        !_line.Partitioned || !options.Partitioned ? null
        : !cookie.Secure ? Refuse(CookieRule.PartitionedWithoutSecure, cookie)
        : cookie.Partition is null ? Refuse(CookieRule.PartitionOpaque, cookie)
        : null;

    private readonly CookieDecision Insert(KeptCookie cookie)
    {
        // 23. A cookie with the same name, domain, host-only-flag and path (and partition):
        KeptCookie? old = store.Twin(cookie, url.IsAddress);
        if (old is not null)
        {
            // 23.2 A script must not replace an HttpOnly cookie.
            if (context.Api == CookieApi.Script && old.HttpOnly)
            {
                return Refuse(CookieRule.HttpOnlyOverwrite, cookie);
            }

            // 23.3 It passes on its creation-time.
            if (options.KeepCreationTimeOfOtherValue || old.Value.SequenceEqual(cookie.Value))
            {
                (cookie.Creation, cookie.CreationOrder) = (old.Creation, old.CreationOrder);
            }
        }

        // 24. Insert it; "the user agent MUST evict all expired cookies" means that an expired one does not stay for a moment.
        if (cookie.IsExpired(now))
        {
            return old is null ? Refuse(CookieRule.Expired, cookie) : Delete(old, cookie);
        }

        if (old is null)
        {
            store.Add(cookie, url.IsAddress);
        }
        else
        {
            // 23.4 The old one goes.
            store.Replace(old, cookie, url.IsAddress);
        }

        List<KeptCookie>? evicted = store.EvictExcess(cookie, url.IsAddress);
        if (!cookie.IsKept)
        {
            return Refuse(CookieRule.Evicted, cookie);
        }

        (CookieOutcome outcome, CookieRule rule) = old is null ? (CookieOutcome.Stored, CookieRule.Stored) : (CookieOutcome.Replaced, CookieRule.Replaced);
        return new(outcome, rule, new(context, options, cookie), evicted?.ConvertAll(e => new JarCookie(e)));
    }

    private readonly CookieDecision Delete(KeptCookie old, KeptCookie cookie)
    {
        store.Remove(old);
        return new(CookieOutcome.Deleted, CookieRule.Deleted, new(context, options, cookie));
    }

    private readonly KeptCookie Create()
    {
        byte[] pair = new byte[_line.Name.Length + _line.Value.Length + (_line.Name.IsEmpty ? 0 : 1)];
        _line.Name.CopyTo(pair);
        _line.Value.CopyTo(pair.AsSpan(pair.Length - _line.Value.Length));
        if (!_line.Name.IsEmpty)
        {
            pair[_line.Name.Length] = (byte)'=';
        }

        return new()
        {
            Pair = pair,
            NameLength = _line.Name.Length,
            Domain = _domain,
            HostOnly = _hostOnly,
            Path = _line.Path.IsEmpty ? CookiePath.DefaultOf(url.Path) : _line.Path is [(byte)'/'] ? "/" : Encoding.Latin1.GetString(_line.Path),
            Secure = _line.Secure,
            HttpOnly = _line.HttpOnly,
            SameSite = _line.SameSite,
            Partition = _partition,
            IsPersistent = _line.MaxAge is not null || _line.Expires is not null,
            Expiry = Expiry(),
            Creation = now,
            LastAccess = now,
        };
    }

    // 6. Max-Age goes before Expires; both are cut to 400 days (5.5, 5.6.1, 5.6.2).
    private readonly long Expiry()
    {
        long latest = now + CookieLimits.Age.Ticks;
        return (_line.MaxAge, _line.Expires) switch
        {
            ( <= 0, _) => CookieTime.Earliest,
            ({ } seconds, _) => seconds >= CookieLimits.Age.TotalSeconds ? latest : now + (seconds * TimeSpan.TicksPerSecond),
            (null, { } date) => Math.Min(date, latest),
            _ => CookieTime.Never,
        };
    }

    // The list is asked only about what can be a name; anything else is no suffix, and fails the next step.
    private readonly bool IsPublicSuffix(string attribute) =>
        HostName.TryParse(attribute, out HostName name) && !name.IsAddress && name.Text == attribute
        && options.PublicSuffixes.GetPublicSuffix(attribute).Length == attribute.Length;

    private readonly CookieDecision Refuse(CookieRule rule, string attribute = "") => Refuse(rule, Create(), attribute);

    private readonly CookieDecision Refuse(CookieRule rule, KeptCookie cookie, object? detail = null, SameSiteStatus status = default) =>
        new(CookieOutcome.Refused, rule, new(context, options, cookie, detail, status));
}
